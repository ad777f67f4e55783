#version 300 es
// Where a mark stands: its whole-number offset from the origin is exact, whatever the zoom.
precision highp float;
precision highp int;

uniform uvec2 u_origin;
uniform mat3 u_clip;
uniform float u_nearest;
// Device pixels of the canvas, and of the viewport, which is larger so that marks reach in from outside.
uniform vec2 u_canvas;
uniform vec2 u_viewport;
uniform float u_snap;

// Clip-space position moved by `shift` device pixels (right, down); outside the picture when behind the camera.
vec4 place(uvec2 ground, vec2 shift) {
    vec3 at = u_clip * vec3(vec2(ivec2(ground - u_origin)), 1.0);
    if (at.z <= u_nearest) return vec4(2.0, 2.0, 2.0, 1.0);
    vec2 pixel = (at.xy / at.z * 0.5 + 0.5) * u_canvas;
    // On whole pixels letters are crisp; while the map moves, marks move with it smoothly instead.
    pixel = mix(pixel, floor(pixel + 0.5), u_snap) + vec2(shift.x, -shift.y);
    return vec4((pixel - 0.5 * u_canvas) * 2.0 / u_viewport, 0.0, 1.0);
}
