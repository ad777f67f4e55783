
// The bits of `packed.rs`.
layout(location = 0) in uvec2 a_place;
layout(location = 1) in uvec2 a_look;

uniform vec3 u_palette[64];
// Device pixels a unit, and the radius of every size in device pixels.
uniform float u_unit;
uniform float u_radii[8];

const float KEYLINE = 1.5;

float radius_of(uvec2 look) { return u_radii[(look.x >> 19u) & 7u]; }
vec3 fill_of(uvec2 look) { return u_palette[look.x & 63u]; }
