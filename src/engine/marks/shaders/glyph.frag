#version 300 es
// Light text with a dark halo: read on any imagery.
precision highp float;

in vec2 v_at;
uniform sampler2D u_sheet;
uniform vec3 u_keyline;
uniform vec3 u_ground;
out vec4 o_colour;

void main() {
    vec2 ink = texture(u_sheet, v_at).rg;
    float halo = 0.85 * ink.g;
    o_colour = vec4(u_ground, 1.0) * halo * (1.0 - ink.r) + vec4(u_keyline, 1.0) * ink.r;
}
