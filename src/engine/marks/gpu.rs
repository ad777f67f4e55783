//! What lies on the graphics card, and the calls that draw it. It holds no truth: after a lost context it is made anew.

use js_sys::Float32Array;
use web_sys::{WebGl2RenderingContext as Gl, WebGlBuffer, WebGlTexture, WebGlVertexArrayObject};

use super::look::Look;
use super::sheet::{Rows, Sheet};
use crate::engine::error::EngineError;
use crate::engine::program::{Program, refused};
use ::marks::DirtyPages;
use ::marks::View;
use ::marks::order::Run;
use ::marks::packed::{GROUP_RADII, KEYLINE};
use ::marks::silhouette::{self, FIELD_REACH, FIELD_SIDE, SHAPES};
use ::marks::{Rgb, Size};

/// What a shader that comes in two kinds begins with.
const VERSION: &str = "#version 300 es\n";

const PLACE: &str = include_str!("shaders/place.glsl");
const LOOK: &str = include_str!("shaders/look.glsl");
const DISC_VERTEX: &str = include_str!("shaders/disc.vert");
const DISC_FRAGMENT: &str = include_str!("shaders/disc.frag");
const GROUP_VERTEX: &str = include_str!("shaders/group.vert");
const GROUP_FRAGMENT: &str = include_str!("shaders/group.frag");
const SIGN_VERTEX: &str = include_str!("shaders/sign.vert");
const SIGN_FRAGMENT: &str = include_str!("shaders/sign.frag");
const GLYPH_VERTEX: &str = include_str!("shaders/glyph.vert");
const GLYPH_FRAGMENT: &str = include_str!("shaders/glyph.frag");

/// How far the viewport reaches beyond the canvas, in pixels of the usual size. A point is dropped when its centre is
/// outside the viewport, and a mark must not vanish while half of it is still in the picture.
const OVERSCAN: f32 = 72.0;

/// The centre's distance times this is as near as a mark may come to the camera.
const NEAREST: f64 = 1e-3;

/// One character of a label: its mark's place, its shift from there (two f32), its cell in the sheet (four f32).
pub type GlyphInstance = [u32; 8];

/// One group or pile: its place, its packed sign, and how far it stands aside (two f32; a pile never does).
pub type GroupInstance = [u32; 6];

/// What changes from draw to draw without any upload.
#[derive(Clone, Copy, Debug)]
pub struct Instant {
    /// The dark half of the blink.
    pub dark: bool,
    /// The present step of the pulse's clock.
    pub pulse_step: u16,
    /// Whether a mark is drawn within a white ring.
    pub emphasised: bool,
    /// Whether marks stand on whole device pixels.
    pub snapped: bool,
}

/// Why a mark has a white ring around it and lies above all others.
#[derive(Clone, Copy, Debug)]
pub enum Emphasis {
    /// It is under the pointer: a thin ring.
    Hovered,
    /// It is selected.
    Selected,
}

impl Emphasis {
    /// Half the width of the ring, in pixels of the usual size.
    const fn half_width(self) -> f32 {
        match self {
            Self::Hovered => 0.75,
            Self::Selected => 1.5,
        }
    }
}

/// Shaders, buffers and textures of one context.
pub struct Gpu {
    gl: Gl,
    disc: Program,
    group: Program,
    sign: Program,
    emphasised: Program,
    glyph: Program,
    field: WebGlTexture,
    sheet: WebGlTexture,
    places: Buffer,
    looks: Buffer,
    order: Buffer,
    groups: Buffer,
    glyphs: Buffer,
    marks_array: WebGlVertexArrayObject,
    groups_array: WebGlVertexArrayObject,
    glyphs_array: WebGlVertexArrayObject,
    max_point: f32,
}

impl Gpu {
    /// Compiles the shaders and makes empty buffers.
    pub fn new(gl: &Gl) -> Result<Self, EngineError> {
        let head = format!("{PLACE}{LOOK}");
        let disc = Program::new(
            gl,
            "disc shader",
            &format!("{head}{DISC_VERTEX}"),
            DISC_FRAGMENT,
        )?;
        let group = Program::new(
            gl,
            "group shader",
            &format!("{head}{GROUP_VERTEX}"),
            GROUP_FRAGMENT,
        )?;
        let sign_with = |part: &'static str, define: &str| {
            let vertex = format!("{head}{define}{SIGN_VERTEX}");
            let fragment = format!("{VERSION}{define}{SIGN_FRAGMENT}");
            Program::new(gl, part, &vertex, &fragment)
        };
        let sign = sign_with("sign shader", "")?;
        let emphasised = sign_with("shader of emphasised signs", "#define EMPHASIS\n")?;
        let glyph = Program::new(
            gl,
            "label shader",
            &format!("{PLACE}{GLYPH_VERTEX}"),
            GLYPH_FRAGMENT,
        )?;
        let field = texture(gl)?;
        gl.tex_image_2d_with_i32_and_i32_and_i32_and_format_and_type_and_opt_array_buffer_view(
            Gl::TEXTURE_2D,
            0,
            Gl::RG16F as i32,
            (FIELD_SIDE * SHAPES) as i32,
            FIELD_SIDE as i32,
            0,
            Gl::RG,
            Gl::FLOAT,
            Some(&Float32Array::from(silhouette::bake().as_slice())),
        )
        .map_err(|_| refused("silhouettes"))?;
        let made = Self {
            disc,
            group,
            sign,
            emphasised,
            glyph,
            field,
            sheet: texture(gl)?,
            places: Buffer::new(gl, Gl::ARRAY_BUFFER, 8)?,
            looks: Buffer::new(gl, Gl::ARRAY_BUFFER, 8)?,
            order: Buffer::new(gl, Gl::ELEMENT_ARRAY_BUFFER, 4)?,
            groups: Buffer::new(gl, Gl::ARRAY_BUFFER, size_of::<GroupInstance>())?,
            glyphs: Buffer::new(gl, Gl::ARRAY_BUFFER, 32)?,
            marks_array: vertex_array(gl)?,
            groups_array: vertex_array(gl)?,
            glyphs_array: vertex_array(gl)?,
            max_point: largest_point(gl),
            gl: gl.clone(),
        };
        made.describe_arrays();
        Ok(made)
    }

    /// Brings changed places and signs over.
    pub fn upload_marks(
        &mut self,
        places: &[[u32; 2]],
        dirty_places: &DirtyPages,
        looks: &[[u32; 2]],
        dirty_looks: &DirtyPages,
    ) -> usize {
        self.places.upload(&self.gl, places, dirty_places)
            + self.looks.upload(&self.gl, looks, dirty_looks)
    }

    /// Brings a new order over.
    pub fn upload_order(&mut self, slots: &[u32]) -> usize {
        // An index buffer belongs to the vertex array that is bound.
        self.gl.bind_vertex_array(Some(&self.marks_array));
        let bytes = self.order.replace(&self.gl, slots);
        self.gl.bind_vertex_array(None);
        bytes
    }

    /// Brings the groups over, and the piles after them.
    pub fn upload_groups(&mut self, groups: &[GroupInstance]) -> usize {
        self.groups.replace(&self.gl, groups)
    }

    /// Brings all characters over: numbers of groups, words beside marks, numbers of piles.
    pub fn upload_glyphs(&mut self, glyphs: &[GlyphInstance]) -> usize {
        self.glyphs.replace(&self.gl, glyphs)
    }

    /// Brings the letter sheet over.
    pub fn upload_sheet(&self, sheet: &Sheet) -> Result<(), EngineError> {
        self.gl.bind_texture(Gl::TEXTURE_2D, Some(&self.sheet));
        self.gl
            .tex_image_2d_with_u32_and_u32_and_html_canvas_element(
                Gl::TEXTURE_2D,
                0,
                Gl::RG8 as i32,
                Gl::RG,
                Gl::UNSIGNED_BYTE,
                sheet.canvas(),
            )
            .map_err(|_| refused("letters"))
    }

    /// Tells the shaders what seldom changes.
    pub fn set_look(&self, look: &Look, palette: &[Rgb], sheet: &Sheet) {
        let gl = &self.gl;
        let unit = look.unit();
        let mut colours = [0.0_f32; 64 * 3];
        for (colour, place) in palette.iter().zip(colours.chunks_exact_mut(3)) {
            place.copy_from_slice(&channels(*colour));
        }
        colours[63 * 3..].copy_from_slice(&channels(look.group));
        let mut radii = [0.0_f32; 8];
        let usual = Size::ALL.map(Size::radius);
        for (radius, place) in usual.iter().chain(&GROUP_RADII).zip(&mut radii) {
            *place = radius * unit;
        }
        let (width, height) = sheet.size();
        for program in self.programs() {
            gl.use_program(Some(&program.program));
            program.set_vec3s(gl, "u_palette", &colours);
            program.set_floats(gl, "u_radii", &radii);
            program.set_floats(gl, "u_unit", &[unit]);
            program.set_floats(gl, "u_rim", &[KEYLINE * unit]);
            program.set_floats(gl, "u_largest", &[self.max_point]);
            program.set_vec3s(gl, "u_keyline", &channels(look.keyline));
            program.set_vec3s(gl, "u_ground", &channels(look.ground));
            program.set_vec2(gl, "u_sheet_size", width, height);
        }
        let mut rows = [0.0_f32; 8 * 4];
        for (size, place) in Size::ALL.iter().zip(rows.chunks_exact_mut(4)) {
            place.copy_from_slice(&four(sheet.rows(*size)));
        }
        let mut drops = [0.0_f32; 16];
        for (shape, drop) in (0..SHAPES as u8).zip(&mut drops) {
            *drop = silhouette::letter_drop(shape);
        }
        for sign in self.signs() {
            gl.use_program(Some(&sign.program));
            sign.set_vec3s(gl, "u_alarm", &channels(look.alarm));
            sign.set_vec4s(gl, "u_letter_rows", &rows);
            sign.set_vec4s(gl, "u_badge_row", &four(sheet.badge_rows()));
            sign.set_floats(gl, "u_letter_drop", &drops);
            sign.set_vec2(gl, "u_field_size", SHAPES as f32, FIELD_REACH);
            sign.set_vec3s(gl, "u_tick", &silhouette::TICK_DISC);
            sign.set_int(gl, "u_field", 0);
            sign.set_int(gl, "u_sheet", 1);
            sign.set_floats(gl, "u_calm", &[f32::from(u8::from(look.reduced_motion))]);
        }
        gl.use_program(Some(&self.glyph.program));
        self.glyph.set_int(gl, "u_sheet", 1);
    }

    /// Wipes the canvas and begins a draw of `view`.
    pub fn begin(&self, view: &View, size: (u32, u32), look: &Look, instant: &Instant) {
        let gl = &self.gl;
        let margin = (OVERSCAN * look.unit()).ceil();
        let (width, height) = (size.0 as f32, size.1 as f32);
        gl.viewport(
            -(margin as i32),
            -(margin as i32),
            (width + 2.0 * margin) as i32,
            (height + 2.0 * margin) as i32,
        );
        gl.clear_color(0.0, 0.0, 0.0, 0.0);
        gl.clear(Gl::COLOR_BUFFER_BIT);
        gl.enable(Gl::BLEND);
        gl.blend_func(Gl::ONE, Gl::ONE_MINUS_SRC_ALPHA);
        gl.active_texture(Gl::TEXTURE0);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.field));
        gl.active_texture(Gl::TEXTURE1);
        gl.bind_texture(Gl::TEXTURE_2D, Some(&self.sheet));
        // The last program of each is told only when it is used.
        let emphasised = usize::from(instant.emphasised);
        let clip = view.ground_to_clip();
        let nearest = view.distance() * NEAREST;
        for program in &self.programs()[..4 + emphasised] {
            gl.use_program(Some(&program.program));
            program.set_uvec2(gl, "u_origin", clip.origin.x, clip.origin.y);
            program.set_mat3(gl, "u_clip", &clip.matrix);
            program.set_floats(gl, "u_nearest", &[nearest as f32]);
            program.set_vec2(gl, "u_canvas", width, height);
            program.set_vec2(
                gl,
                "u_viewport",
                width + 2.0 * margin,
                height + 2.0 * margin,
            );
            program.set_floats(gl, "u_snap", &[f32::from(u8::from(instant.snapped))]);
        }
        for sign in &self.signs()[..1 + emphasised] {
            gl.use_program(Some(&sign.program));
            sign.set_floats(gl, "u_dark", &[f32::from(u8::from(instant.dark))]);
            sign.set_uint(gl, "u_now", u32::from(instant.pulse_step));
        }
    }

    /// Draws a range of the groups.
    pub fn draw_groups(&self, range: std::ops::Range<usize>) {
        self.gl.use_program(Some(&self.group.program));
        self.draw_instances(range);
    }

    /// Draws a range of the piles, which stand after the groups.
    pub fn draw_piles(&self, range: std::ops::Range<usize>) {
        self.gl.use_program(Some(&self.sign.program));
        self.draw_instances(range);
    }

    /// Draws one run of the order.
    pub fn draw_run(&self, run: &Run) {
        let gl = &self.gl;
        let program = if run.discs { &self.disc } else { &self.sign };
        gl.use_program(Some(&program.program));
        gl.bind_vertex_array(Some(&self.marks_array));
        let (start, count) = (run.range.start as i32, run.range.len() as i32);
        if run.whole {
            gl.draw_arrays(Gl::POINTS, start, count);
        } else {
            let bytes = start * size_of::<u32>() as i32;
            gl.draw_elements_with_i32(Gl::POINTS, count, Gl::UNSIGNED_INT, bytes);
        }
    }

    /// Draws one mark by its slot, within a white ring, above what is there.
    pub fn draw_emphasised(&self, slot: u32, emphasis: Emphasis) {
        let program = &self.emphasised;
        self.gl.use_program(Some(&program.program));
        program.set_floats(&self.gl, "u_emphasis", &[emphasis.half_width()]);
        self.gl.bind_vertex_array(Some(&self.marks_array));
        self.gl.draw_arrays(Gl::POINTS, slot as i32, 1);
    }

    /// Draws a range of the label characters.
    pub fn draw_glyphs(&self, range: std::ops::Range<usize>) {
        let gl = &self.gl;
        gl.use_program(Some(&self.glyph.program));
        gl.bind_vertex_array(Some(&self.glyphs_array));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&self.glyphs.buffer));
        self.point_glyphs_at((range.start * size_of::<GlyphInstance>()) as i32);
        gl.draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, range.len() as i32);
    }

    /// Ends a draw.
    pub fn end(&self) {
        self.gl.bind_vertex_array(None);
    }

    /// Bytes of the marks on the card: places, signs and order.
    pub fn bytes(&self) -> usize {
        self.places.bytes() + self.looks.bytes() + self.order.bytes()
    }

    /// Gives everything on the card back.
    pub fn delete(&self) {
        let gl = &self.gl;
        for program in self.programs() {
            gl.delete_program(Some(&program.program));
        }
        for texture in [&self.field, &self.sheet] {
            gl.delete_texture(Some(texture));
        }
        for array in [&self.marks_array, &self.groups_array, &self.glyphs_array] {
            gl.delete_vertex_array(Some(array));
        }
        for buffer in [
            &self.places,
            &self.looks,
            &self.order,
            &self.groups,
            &self.glyphs,
        ] {
            gl.delete_buffer(Some(&buffer.buffer));
        }
    }

    const fn programs(&self) -> [&Program; 5] {
        [
            &self.disc,
            &self.group,
            &self.sign,
            &self.glyph,
            &self.emphasised,
        ]
    }

    const fn signs(&self) -> [&Program; 2] {
        [&self.sign, &self.emphasised]
    }

    fn draw_instances(&self, range: std::ops::Range<usize>) {
        self.gl.bind_vertex_array(Some(&self.groups_array));
        self.gl
            .draw_arrays(Gl::POINTS, range.start as i32, range.len() as i32);
    }

    fn describe_arrays(&self) {
        let gl = &self.gl;
        let words = |at: u32, stride: i32, offset: i32| {
            gl.enable_vertex_attrib_array(at);
            gl.vertex_attrib_i_pointer_with_i32(at, 2, Gl::UNSIGNED_INT, stride, offset);
        };
        gl.bind_vertex_array(Some(&self.marks_array));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&self.places.buffer));
        words(0, 8, 0);
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&self.looks.buffer));
        words(1, 8, 0);
        gl.bind_buffer(Gl::ELEMENT_ARRAY_BUFFER, Some(&self.order.buffer));
        gl.bind_vertex_array(Some(&self.groups_array));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&self.groups.buffer));
        words(0, 24, 0);
        words(1, 24, 8);
        gl.enable_vertex_attrib_array(2);
        gl.vertex_attrib_pointer_with_i32(2, 2, Gl::FLOAT, false, 24, 16);
        gl.bind_vertex_array(Some(&self.glyphs_array));
        for at in 0..3 {
            gl.enable_vertex_attrib_array(at);
            gl.vertex_attrib_divisor(at, 1);
        }
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&self.glyphs.buffer));
        self.point_glyphs_at(0);
        gl.bind_vertex_array(None);
    }

    fn point_glyphs_at(&self, start: i32) {
        let gl = &self.gl;
        gl.vertex_attrib_i_pointer_with_i32(0, 2, Gl::UNSIGNED_INT, 32, start);
        gl.vertex_attrib_pointer_with_i32(1, 2, Gl::FLOAT, false, 32, start + 8);
        gl.vertex_attrib_pointer_with_i32(2, 4, Gl::FLOAT, false, 32, start + 16);
    }
}

/// A buffer that grows by half when it is full.
struct Buffer {
    buffer: WebGlBuffer,
    target: u32,
    capacity: usize,
    stride: usize,
}

impl Buffer {
    fn new(gl: &Gl, target: u32, stride: usize) -> Result<Self, EngineError> {
        Ok(Self {
            buffer: gl.create_buffer().ok_or_else(|| refused("buffer"))?,
            target,
            capacity: 0,
            stride,
        })
    }

    /// Uploads the changed ranges of `all`, or all of it into a larger buffer; returns the bytes sent.
    fn upload<T: bytemuck::NoUninit>(&mut self, gl: &Gl, all: &[T], dirty: &DirtyPages) -> usize {
        if all.len() > self.capacity {
            return self.replace(gl, all);
        }
        if !dirty.any() {
            return 0;
        }
        gl.bind_buffer(self.target, Some(&self.buffer));
        let mut sent = 0;
        for range in dirty.ranges(all.len()) {
            let start = range.start * self.stride;
            let bytes = bytemuck::cast_slice::<T, u8>(&all[range]);
            gl.buffer_sub_data_with_i32_and_u8_array(self.target, whole(start), bytes);
            sent += bytes.len();
        }
        sent
    }

    /// Uploads all of it, into a larger buffer if it must; returns the bytes sent.
    fn replace<T: bytemuck::NoUninit>(&mut self, gl: &Gl, all: &[T]) -> usize {
        gl.bind_buffer(self.target, Some(&self.buffer));
        if all.len() > self.capacity {
            let grown = if self.capacity == 0 {
                all.len()
            } else {
                all.len().max(self.capacity + self.capacity / 2)
            };
            self.capacity = grown.max(64);
            let bytes = whole(self.capacity * self.stride);
            gl.buffer_data_with_i32(self.target, bytes, Gl::DYNAMIC_DRAW);
        }
        let bytes = bytemuck::cast_slice::<T, u8>(all);
        if !bytes.is_empty() {
            gl.buffer_sub_data_with_i32_and_u8_array(self.target, 0, bytes);
        }
        bytes.len()
    }

    const fn bytes(&self) -> usize {
        self.capacity * self.stride
    }
}

fn texture(gl: &Gl) -> Result<WebGlTexture, EngineError> {
    let texture = gl.create_texture().ok_or_else(|| refused("texture"))?;
    gl.bind_texture(Gl::TEXTURE_2D, Some(&texture));
    for (name, value) in [
        (Gl::TEXTURE_MIN_FILTER, Gl::LINEAR),
        (Gl::TEXTURE_MAG_FILTER, Gl::LINEAR),
        (Gl::TEXTURE_WRAP_S, Gl::CLAMP_TO_EDGE),
        (Gl::TEXTURE_WRAP_T, Gl::CLAMP_TO_EDGE),
    ] {
        gl.tex_parameteri(Gl::TEXTURE_2D, name, value as i32);
    }
    Ok(texture)
}

fn vertex_array(gl: &Gl) -> Result<WebGlVertexArrayObject, EngineError> {
    gl.create_vertex_array()
        .ok_or_else(|| refused("vertex array"))
}

/// The largest point the card draws, in device pixels.
fn largest_point(gl: &Gl) -> f32 {
    let range = gl.get_parameter(Gl::ALIASED_POINT_SIZE_RANGE).ok();
    let range = range.map(Float32Array::from);
    range.map_or(64.0, |range| range.get_index(1))
}

fn channels(colour: Rgb) -> [f32; 3] {
    [colour.0, colour.1, colour.2].map(|channel| f32::from(channel) / 255.0)
}

const fn four(rows: Rows) -> [f32; 4] {
    [rows.top, rows.side, rows.columns, 0.0]
}

const fn whole(bytes: usize) -> i32 {
    bytes as i32
}
