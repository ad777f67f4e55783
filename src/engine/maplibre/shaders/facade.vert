#version 300 es
// A wall as two triangles, four corners that no buffer holds.
precision highp float;

layout(location = 0) in vec4 a_foot; // metres east and north of the eye: one end, the other
layout(location = 1) in vec4 a_wall; // height in metres, rows, panes, seed

uniform mat4 u_clip; // from metres east, north and up of the eye
uniform float u_eye; // how high the eye is, in metres
uniform vec2 u_haze; // from how many metres on, and over how many more

out vec2 v_at; // in panes along the wall, in rows up
flat out float v_seed;
out float v_air;

// The library cuts its bodies out of tiles, whole steps of which are up to so much of the distance: what lies on a wall is drawn a
// little in front of it. Along the line of sight, so that it stays where it is in the picture.
const float AHEAD_METRES = 0.3;
const float AHEAD_SHARE = 0.0006;

void main() {
    vec2 part = vec2(float(gl_VertexID & 1), float(gl_VertexID >> 1));
    vec3 at = vec3(mix(a_foot.xy, a_foot.zw, part.x), part.y * a_wall.x - u_eye);
    float away = length(at);
    v_at = part * vec2(a_wall.z, a_wall.y);
    v_seed = a_wall.w;
    v_air = 1.0 - exp(-max(away - u_haze.x, 0.0) / u_haze.y);
    float ahead = min((AHEAD_METRES + AHEAD_SHARE * away) / away, 0.5);
    gl_Position = u_clip * vec4(at * (1.0 - ahead), 1.0);
}
