
uniform float u_dark; // 1 in the dark half of the blink
uniform vec3 u_alarm;
uniform vec3 u_tick; // centre and radius of the tick's disc, in radii
uniform float u_largest; // largest point the card draws
uniform float u_calm; // 1 with reduced motion
uniform uint u_now; // 16 ms steps, sixteen bits
uniform vec4 u_letter_rows[8]; // by size: top of its rows in the sheet, cell side, columns, unused
uniform vec4 u_badge_row;
uniform float u_letter_drop[16];

flat out vec3 v_fill;
flat out vec3 v_ink;
flat out vec4 v_detail; // colour and strength of what is drawn in ink besides the letter
flat out vec4 v_body; // point size, radius, shape, unit
flat out vec3 v_tick; // centre and radius of the tick's disc
flat out vec4 v_letter; // cell's centre in the sheet, half its side (negative: none), drop
flat out vec4 v_badge; // its cell's centre, half its side, where it lies, right and down alike
flat out vec4 v_ring; // radius, middle of its ground, half the width of that, strength of that
flat out vec3 v_lines; // half a line's width (negative: none), from the first line to the second, whether the first goes all around
flat out vec3 v_arc; // into the arc from its end, whether it is more than half
flat out vec3 v_ring_colour;
flat out vec2 v_pulse; // radius, strength (0: none)
flat out vec2 v_open_hatched; // open: hollow or dark
#ifdef EMPHASIS
flat out vec2 v_emphasis; // radius, half its width in units
uniform float u_emphasis; // half the width of the ring around what is selected or under the pointer
#endif

const float TURN = 6.28318530718;
const float FAR = 1e4; // where nobody sees what is not there
const vec3 DARK_INK = vec3(0.03, 0.045, 0.06);
const uint TICK = 5u;

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
    v_ink = luminance(v_fill) > 0.18 ? DARK_INK : vec3(1.0);
    if (open > 0.5) v_ink = mix(v_fill, vec3(1.0), 0.55);
    v_detail = shape == TICK ? vec4(DARK_INK, 1.0) : vec4(v_ink, 0.9);
    v_tick = shape == TICK ? u_tick * radius : vec3(FAR, FAR, 0.0);

    uint letter = (look >> 11) & 255u;
    v_letter = vec4(0.0, 0.0, -1.0, 0.0);
    if (letter > 0u) v_letter = vec4(cell(letter - 1u, u_letter_rows[(look >> 19) & 7u]), floor(u_letter_drop[shape] * radius + 0.5));

    float reach = 1.34 * radius + (KEYLINE + 2.5) * u_unit;
    float around = 1.25 * radius;

    uint badge = (extra >> 8) & 15u;
    v_badge = vec4(0.0, 0.0, 0.0, FAR);
    if (badge > 0u) {
        v_badge = vec4(cell(badge - 1u, u_badge_row), floor(-0.9 * radius + 0.5));
        reach = max(reach, 0.9 * radius + 9.5 * u_unit);
    }

    uint ring = extra & 3u;
    float first = around + 3.5 * u_unit;
    v_ring = vec4(-FAR, -FAR, 0.0, 0.0);
    v_lines = vec3(0.0, -FAR, 0.0);
    v_arc = vec3(0.0);
    v_ring_colour = v_fill;
    if (ring == 2u || (blinks && u_calm > 0.5)) {
        v_ring = vec4(first, first + 2.0 * u_unit, 4.0 * u_unit, 0.6);
        v_lines = vec3(u_unit, 4.0 * u_unit, 1.0);
        if (ring == 2u) v_ring_colour = u_alarm;
        around += 8.5 * u_unit;
        reach = max(reach, around + 2.0 * u_unit);
    } else if (ring == 1u) {
        uint steps = (extra >> 2) & 63u;
        float share = float(steps) / 63.0;
        v_ring = vec4(first, first, 2.25 * u_unit, 0.42);
        v_lines = vec3(steps == 0u ? -1.0 : 1.375 * u_unit, -FAR, steps == 63u ? 1.0 : 0.0);
        v_arc = vec3(-cos(share * TURN), -sin(share * TURN), share > 0.5 ? 1.0 : 0.0);
        around += 5.0 * u_unit;
        reach = max(reach, around + 2.0 * u_unit);
    }
#ifdef EMPHASIS
    v_emphasis = vec2(around + 3.5 * u_unit, u_emphasis);
    reach = max(reach, around + 8.0 * u_unit);
#endif

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
    v_open_hatched = vec2(open, hatched ? 1.0 : 0.0);
    gl_PointSize = size;
    // Piles come from the array of groups, but never stand aside.
    gl_Position = place(a_place, vec2(0.0));
}
