
flat out vec3 v_fill;
flat out vec2 v_size; // of the point, and the disc's radius

void main() {
    float radius = radius_of(a_look);
    // Not a whole number of pixels: every further ring of them is shaded for nothing, and most of a busy picture is discs.
    float size = 2.0 * (radius + KEYLINE * u_unit + 0.5);
    v_fill = fill_of(a_look);
    v_size = vec2(size, radius);
    gl_PointSize = size;
    gl_Position = place(a_place, vec2(0.0));
}
