// A whole sign, from the ground up: shadows, pulse, ring, body with its detail and letter, badge. Lengths in device pixels.
// What a sign does not have lies far away or has no strength: a card without real hardware works through both ways of a fork,
// so there is none here, and each layer's colour is mixed before it is painted once.
precision highp float;

flat in vec3 v_fill;
flat in vec3 v_ink;
flat in vec4 v_detail;
flat in vec4 v_body;
flat in vec3 v_tick;
flat in vec4 v_letter;
flat in vec4 v_badge;
flat in vec4 v_ring;
flat in vec3 v_lines;
flat in vec3 v_arc;
flat in vec3 v_ring_colour;
flat in vec2 v_pulse;
flat in vec2 v_open_hatched;
#ifdef EMPHASIS
flat in vec2 v_emphasis;
#endif

uniform sampler2D u_field; // silhouettes and details, in radii
uniform sampler2D u_sheet; // letters: red their ink, green their halo
uniform vec2 u_sheet_size;
uniform vec3 u_keyline;
uniform vec3 u_ground;
uniform float u_rim;
uniform vec2 u_field_size; // shapes across, half a cell in radii
out vec4 o_colour;

vec4 picture;

void paint(vec3 colour, float cover) { picture = mix(picture, vec4(colour, 1.0), cover); }
float within(float away) { return clamp(0.5 - away, 0.0, 1.0); }

void main() {
    float unit = v_body.w;
    float radius = v_body.y;
    vec2 at = (gl_PointCoord - 0.5) * v_body.x;
    float from_centre = length(at);

    vec2 inside = clamp(at / (radius * 2.0 * u_field_size.y) + 0.5, 0.01, 0.99);
    vec2 field = texture(u_field, vec2((v_body.z + inside.x) / u_field_size.x, inside.y)).rg * radius;
    float away = field.r;

    // A soft dark edge, so that the white keyline stands on white roofs too, and dark ground below the ring.
    float shadow = 0.45 * (1.0 - smoothstep(u_rim, u_rim + 2.5 * unit, away));
    shadow = mix(shadow, 1.0, v_ring.w * within(abs(from_centre - v_ring.y) - v_ring.z));
    picture = vec4(u_ground, 1.0) * shadow;

    paint(v_fill, v_pulse.y * within(abs(from_centre - v_pulse.x) - 1.25 * unit));

    // The first line runs from the top clockwise to where the arc ends: between two half planes, or in either of them.
    float right = at.x;
    float before = dot(at, v_arc.xy);
    float ends = clamp(mix(min(right, before), max(right, before), v_arc.z) + 0.5, 0.0, 1.0);
    float off = from_centre - v_ring.x;
    float lines = within(abs(off) - v_lines.x) * max(ends, v_lines.z) + within(abs(off - v_lines.y) - v_lines.x);
    paint(v_ring_colour, lines);

#ifdef EMPHASIS
    float outer = abs(from_centre - v_emphasis.x) - v_emphasis.y * unit;
    paint(u_ground, 0.6 * within(outer - unit));
    paint(u_keyline, within(outer));
#endif

    // One look at the sheet serves letter and badge: where the badge lies no letter is seen.
    vec2 from_badge = at - v_badge.w;
    float badge = length(from_badge) - 7.0 * unit;
    bool on_badge = badge < 0.0;
    vec3 cell = on_badge ? v_badge.xyz : v_letter.xyz;
    vec2 in_cell = on_badge ? from_badge : at - vec2(0.0, v_letter.w);
    vec2 hit = step(abs(in_cell), vec2(cell.z));
    vec2 ink = texture(u_sheet, (cell.xy + in_cell) / u_sheet_size).rg * hit.x * hit.y;
    float letter = on_badge ? 0.0 : ink.r;

    float stripe = abs(fract((at.x + at.y) / (5.5 * unit)) - 0.5) * 2.0;
    float striped = v_open_hatched.y * (1.0 - ink.g) * smoothstep(0.4, 0.6, stripe) * 0.75;
    // An open body is ground within an edge of its fill.
    float dark = mix(striped, 1.0 - within(-away - 2.25 * unit), v_open_hatched.x);
    float body = within(away);
    vec3 colour = mix(u_keyline, mix(v_fill, u_ground, dark), body);
    // The tick has a light ground of its own, a part of the silhouette.
    colour = mix(colour, u_keyline, within(length(at - v_tick.xy) - v_tick.z));
    colour = mix(colour, v_detail.rgb, within(field.g) * body * v_detail.a);
    colour = mix(colour, v_ink, letter * body);
    paint(colour, within(away - u_rim));

    paint(mix(u_keyline, u_ground, within(badge) * (1.0 - ink.r)), within(badge - 1.25 * unit));
    o_colour = picture;
}
