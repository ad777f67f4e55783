
// A group may stand aside of its place, by so many device pixels.
layout(location = 2) in vec2 a_shift;

uniform float u_largest; // largest point the card draws

flat out vec3 v_fill;
flat out vec3 v_size; // of the point, and the radii of disc and ring

void main() {
    float radius = radius_of(a_look);
    float ring = 1.25 * radius + 3.5 * u_unit;
    float size = min(2.0 * (ring + 2.25 * u_unit + 0.5), u_largest);
    v_fill = fill_of(a_look);
    v_size = vec3(size, radius, ring);
    gl_PointSize = size;
    gl_Position = place(a_place, a_shift);
}
