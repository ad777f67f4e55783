#version 300 es
// A plain disc with its keyline: most of what is drawn on a busy day, so nothing else is in here.
precision highp float;

flat in vec3 v_fill;
flat in vec2 v_size;
uniform vec3 u_keyline;
uniform float u_rim;
out vec4 o_colour;

void main() {
    float away = length(gl_PointCoord - 0.5) * v_size.x - v_size.y;
    float whole = clamp(u_rim + 0.5 - away, 0.0, 1.0);
    float inner = clamp(0.5 - away, 0.0, 1.0);
    o_colour = vec4(mix(u_keyline, v_fill, inner) * whole, whole);
}
