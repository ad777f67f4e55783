
// One character of a label or a number: a rectangle of the sheet, beside the place it belongs to.
layout(location = 0) in uvec2 a_place;
layout(location = 1) in vec2 a_shift; // from the place to the rectangle's upper left corner, device pixels
layout(location = 2) in vec4 a_cell; // left, top, width, height in the sheet

out vec2 v_at;
uniform vec2 u_sheet_size;

void main() {
    vec2 corner = vec2(gl_VertexID & 1, gl_VertexID >> 1) * a_cell.zw;
    v_at = (a_cell.xy + corner) / u_sheet_size;
    gl_Position = place(a_place, a_shift + corner);
}
