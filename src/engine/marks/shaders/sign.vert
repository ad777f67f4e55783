
uniform int u_selected;
uniform int u_hovered;
uniform float u_dark; // 1 in the dark half of the blink
uniform float u_largest; // largest point the card draws
uniform float u_calm; // 1 with reduced motion
uniform uint u_now; // 16 ms steps, sixteen bits
uniform vec4 u_letter_rows[8]; // by size: top of its rows in the sheet, cell side, columns, unused
uniform vec4 u_badge_row;
uniform float u_letter_drop[16];

flat out vec3 v_fill;
flat out vec3 v_ink;
flat out vec4 v_body; // point size, radius, shape, unit
flat out vec4 v_letter; // cell's centre in the sheet, half its side (0: none), drop
flat out vec3 v_badge; // cell's centre, half its side (0: none)
flat out vec4 v_ring; // radius (0: none), share that is drawn, double, emphasis (1 hovered, 2 selected)
flat out vec2 v_pulse; // radius, strength (0: none)
flat out vec3 v_flags; // open (hollow or dark), hatched, 0

float luminance(vec3 colour) {
    vec3 linear = pow(colour, vec3(2.2));
    return dot(linear, vec3(0.2126, 0.7152, 0.0722));
}

vec3 cell(uint number, vec4 rows) {
    float column = mod(float(number), rows.z);
    float row = floor((float(number) + 0.5) / rows.z);
    return vec3((column + 0.5) * rows.y, rows.x + (row + 0.5) * rows.y, rows.y * 0.5);
}

void main() {
    uint look = a_look.x;
    uint extra = a_look.y;
    float radius = radius_of(a_look);
    bool blinks = (look & (1u << 22)) != 0u;
    bool hollow = (look & (1u << 23)) != 0u;
    bool hatched = (look & (1u << 24)) != 0u;
    float open = (hollow || (blinks && u_dark > 0.5)) ? 1.0 : 0.0;
    uint shape = (look >> 6) & 31u;

    v_fill = fill_of(a_look);
    // Black or white, whichever stands out more on the fill; on an open mark, the fill's own colour made lighter.
    v_ink = luminance(v_fill) > 0.18 ? vec3(0.03, 0.045, 0.06) : vec3(1.0);
    if (open > 0.5) v_ink = mix(v_fill, vec3(1.0), 0.55);

    uint letter = (look >> 11) & 255u;
    v_letter = vec4(0.0);
    if (letter > 0u) v_letter = vec4(cell(letter - 1u, u_letter_rows[(look >> 19) & 7u]), floor(u_letter_drop[shape] * radius + 0.5));

    float reach = 1.34 * radius + (KEYLINE + 2.5) * u_unit;
    float around = 1.25 * radius;

    uint badge = (extra >> 8) & 15u;
    v_badge = vec3(0.0);
    if (badge > 0u) {
        v_badge = cell(badge - 1u, u_badge_row);
        reach = max(reach, 0.9 * radius + 9.5 * u_unit);
    }

    uint ring = extra & 3u;
    bool twice = ring == 2u || (blinks && u_calm > 0.5);
    v_ring = vec4(0.0);
    if (ring == 1u) v_ring = vec4(around + 3.5 * u_unit, float((extra >> 2) & 63u) / 63.0, 0.0, 0.0);
    if (twice) v_ring = vec4(around + 3.5 * u_unit, 1.0, ring == 2u ? 1.0 : 2.0, 0.0);
    if (v_ring.x > 0.0) {
        around += (twice ? 8.5 : 5.0) * u_unit;
        reach = max(reach, around + 2.0 * u_unit);
    }
    // gl_VertexID is the mark's slot: the marks are drawn through an index buffer.
    if (gl_VertexID == u_hovered) v_ring.w = 1.0;
    if (gl_VertexID == u_selected) v_ring.w = 2.0;
    if (v_ring.w > 0.0) reach = max(reach, around + 8.0 * u_unit);

    v_pulse = vec2(0.0);
    uint start = extra >> 16;
    float age = float((u_now - start) & 0xFFFFu) * 16.0 / 800.0;
    if (start != 0xFFFFu && age < 1.0 && u_calm < 0.5) {
        float eased = 1.0 - (1.0 - age) * (1.0 - age);
        v_pulse = vec2(radius * mix(1.2, 3.0, eased), 1.0 - age);
        reach = max(reach, v_pulse.x + 3.0 * u_unit);
    }

    float size = min(2.0 * ceil(reach + 0.5), u_largest);
    v_body = vec4(size, radius, float(shape), u_unit);
    v_flags = vec3(open, hatched ? 1.0 : 0.0, around);
    gl_PointSize = size;
    gl_Position = place(a_place, vec2(0.0));
}
