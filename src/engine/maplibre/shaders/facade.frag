#version 300 es
// Panes in rows. What of a pixel is pane is reckoned over its whole width, so that rows which are thinner than a pixel come out as the
// mean of pane and wall and nothing shimmers while the picture turns.
precision highp float;

in vec2 v_at;
flat in float v_seed;
in float v_air;

uniform vec3 u_glass;
uniform float u_cover;
uniform vec3 u_lamp;
uniform float u_lit;
uniform vec3 u_fog;

out vec4 o_colour;

// Where in its field a pane begins and ends: from the left, and from the floor.
const vec4 PANE = vec4(0.18, 0.82, 0.36, 0.9);
// How far panes are lit: of a lit room some lamps are weak.
const vec2 GLOW = vec2(0.35, 0.85);
// Single lamps are told apart up to so many fields a pixel, and not at all beyond.
const vec2 APART = vec2(0.25, 0.8);

// How much of 0 to `at` is pane, where each field of 1 has one from `from` to `to`.
float filled(float at, float from, float to) {
    return floor(at) * (to - from) + clamp(fract(at), from, to) - from;
}

float covered(float at, float width, float from, float to) {
    float half_width = 0.5 * width;
    return (filled(at + half_width, from, to) - filled(at - half_width, from, to)) / width;
}

float chance(vec3 of) {
    vec3 mixed_up = fract(of * vec3(0.1031, 0.1030, 0.0973));
    mixed_up += dot(mixed_up, mixed_up.yzx + 33.33);
    return fract((mixed_up.x + mixed_up.y) * mixed_up.z);
}

void main() {
    // So narrow a width makes no difference, and a nearer wall no number that is too exact for its digits.
    vec2 width = max(fwidth(v_at), vec2(0.02));
    float pane = covered(v_at.x, width.x, PANE.x, PANE.y) * covered(v_at.y, width.y, PANE.z, PANE.w);
    vec3 field = vec3(floor(v_at), v_seed * 4096.0);
    float lot = chance(field);
    float glow = lot < u_lit ? mix(GLOW.x, GLOW.y, chance(field.zxy)) : 0.0;
    float merged = smoothstep(APART.x, APART.y, max(width.x, width.y));
    glow = mix(glow, u_lit * 0.5 * (GLOW.x + GLOW.y), merged);
    vec3 seen = mix(mix(u_glass, u_lamp, glow), u_fog, v_air);
    float cover = pane * mix(u_cover, 1.0, glow);
    o_colour = vec4(seen * cover, cover);
}
