#version 300 es
// A whole sign, from the ground up: shadow, pulse, rings, keyline, fill, detail, letter, badge. Lengths in device pixels.
precision highp float;

flat in vec3 v_fill;
flat in vec3 v_ink;
flat in vec4 v_body;
flat in vec4 v_letter;
flat in vec3 v_badge;
flat in vec4 v_ring;
flat in vec2 v_pulse;
flat in vec3 v_flags;

uniform sampler2D u_field; // silhouettes and details, in radii
uniform sampler2D u_sheet; // letters: red their ink, green their halo
uniform vec2 u_sheet_size;
uniform vec3 u_keyline;
uniform vec3 u_ground;
uniform vec3 u_alarm;
uniform vec2 u_field_size; // shapes across, half a cell in radii
uniform vec3 u_tick; // centre and radius of the tick's disc, in radii
out vec4 o_colour;

const float TURN = 6.28318530718;
vec4 picture = vec4(0.0);

void paint(vec3 colour, float cover) { picture = picture * (1.0 - cover) + vec4(colour, 1.0) * cover; }
float within(float away) { return clamp(0.5 - away, 0.0, 1.0); }
float line(float away, float width) { return within(abs(away) - 0.5 * width); }
vec2 sheet(vec3 cell, vec2 at) {
    vec2 inside = step(abs(at), vec2(cell.z));
    return texture(u_sheet, (cell.xy + at) / u_sheet_size).rg * inside.x * inside.y;
}

void main() {
    float unit = v_body.w;
    float radius = v_body.y;
    vec2 at = (gl_PointCoord - 0.5) * v_body.x;
    float from_centre = length(at);

    vec2 inside = clamp(at / radius / (2.0 * u_field_size.y) + 0.5, 0.01, 0.99);
    vec2 field = texture(u_field, vec2((v_body.z + inside.x) / u_field_size.x, inside.y)).rg * radius;
    float away = field.r;
    float rim = 1.5 * unit;

    // A soft dark edge, so that the white keyline stands on white roofs too.
    paint(u_ground, 0.45 * (1.0 - smoothstep(rim, rim + 2.5 * unit, away)));

    if (v_pulse.y > 0.0) paint(v_fill, v_pulse.y * line(from_centre - v_pulse.x, 2.5 * unit));

    if (v_ring.x > 0.0) {
        float off = from_centre - v_ring.x;
        if (v_ring.z > 0.0) {
            vec3 colour = v_ring.z > 1.5 ? v_fill : u_alarm;
            paint(u_ground, 0.6 * line(off - 2.0 * unit, 8.0 * unit));
            paint(colour, line(off, 2.0 * unit));
            paint(colour, line(off - 4.0 * unit, 2.0 * unit));
        } else {
            float turn = atan(at.x, -at.y);
            turn = turn < 0.0 ? turn + TURN : turn;
            float ends = min(turn, v_ring.y * TURN - turn) * v_ring.x;
            paint(u_ground, 0.42 * line(off, 4.5 * unit));
            paint(v_fill, line(off, 2.75 * unit) * clamp(ends + 0.5, 0.0, 1.0));
        }
    }
    if (v_ring.w > 0.0) {
        float off = from_centre - v_flags.z - 3.5 * unit;
        float width = v_ring.w > 1.5 ? 3.0 : 1.5;
        paint(u_ground, 0.6 * line(off, (width + 2.0) * unit));
        paint(u_keyline, line(off, width * unit));
    }

    float body = within(away);
    float letter_halo = 0.0;
    float letter = 0.0;
    if (v_letter.z > 0.0) {
        vec2 ink = sheet(v_letter.xyz, at - vec2(0.0, v_letter.w));
        letter = ink.r;
        letter_halo = ink.g;
    }

    paint(u_keyline, within(away - rim));
    vec3 fill = v_fill;
    if (v_flags.y > 0.5) {
        float stripe = abs(fract((at.x + at.y) / (5.5 * unit)) - 0.5) * 2.0;
        fill = mix(fill, mix(u_ground, fill, 0.25), (1.0 - letter_halo) * smoothstep(0.4, 0.6, stripe));
    }
    if (v_flags.x > 0.5) {
        paint(u_ground, body);
        paint(v_fill, body * within(-away - 2.25 * unit));
    } else {
        paint(fill, body);
    }
    // The tick has a light ground of its own, a part of the silhouette.
    if (v_body.z == 5.0) {
        float ground = length(at - u_tick.xy * radius) - u_tick.z * radius;
        paint(u_keyline, within(ground));
        paint(vec3(0.03, 0.045, 0.06), within(field.g));
    } else {
        paint(v_ink, within(field.g) * body * 0.9);
    }
    paint(v_ink, letter * body);

    if (v_badge.z > 0.0) {
        vec2 from = at - floor(vec2(-0.9, -0.9) * radius + 0.5);
        float off = length(from) - 7.0 * unit;
        paint(u_keyline, within(off - 1.25 * unit));
        paint(u_ground, within(off));
        paint(u_keyline, sheet(v_badge, from).r);
    }
    o_colour = picture;
}
