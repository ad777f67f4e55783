#version 300 es
// A group: a disc in its keyline, on a soft dark ground, within a ring of its colour. All of it depends on nothing but the
// distance from the middle: a far-out picture is full of large groups, which have no use for the shader of whole signs.
precision highp float;

flat in vec3 v_fill;
flat in vec3 v_size;
uniform vec3 u_keyline;
uniform vec3 u_ground;
uniform float u_unit;
uniform float u_rim;
out vec4 o_colour;

float within(float away) { return clamp(0.5 - away, 0.0, 1.0); }

void main() {
    float from_centre = length(gl_PointCoord - 0.5) * v_size.x;
    float away = from_centre - v_size.y;
    float off = abs(from_centre - v_size.z);

    // From the ground up: two shadows, the ring, the keyline, the disc.
    float shadow = 0.45 * (1.0 - smoothstep(u_rim, u_rim + 2.5 * u_unit, away));
    shadow += (1.0 - shadow) * 0.42 * within(off - 2.25 * u_unit);
    vec4 picture = vec4(u_ground, 1.0) * shadow;
    picture = mix(picture, vec4(v_fill, 1.0), within(off - 1.375 * u_unit));
    picture = mix(picture, vec4(u_keyline, 1.0), within(away - u_rim));
    o_colour = mix(picture, vec4(v_fill, 1.0), within(away));
}
