//! Panes on the walls of bodies: a layer of the map library's that we draw ourselves, in its context and against its depth.

use std::cell::RefCell;
use std::rc::Rc;

use js_sys::{Float64Array, Object, Reflect};
use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use web_sys::{WebGl2RenderingContext as Gl, WebGlBuffer, WebGlVertexArrayObject};

use super::perspective::CIRCUMFERENCE;
use super::{MapLibre, refusal};
use crate::engine::error::EngineError;
use crate::engine::perspective::{Facades, Panes};
use crate::engine::program::{Program, refused};
use ::marks::LonLat;
use ::marks::Rgb;

/// The layer's name.
const FACADES: &str = "facades";

const VERTEX: &str = include_str!("shaders/facade.vert");
const FRAGMENT: &str = include_str!("shaders/facade.frag");

/// What the card is told of a wall: its ends, east and north of the eye; its height, rows, panes and seed.
type WallWords = [f32; 8];

#[wasm_bindgen]
extern "C" {
    /// What the library hands to a layer that draws itself.
    type DrawArguments;
    #[wasm_bindgen(method, getter, js_name = defaultProjectionData)]
    fn projection(this: &DrawArguments) -> ProjectionData;

    type ProjectionData;
    /// From the Mercator unit square to clip space, column by column; a height is in units of that square.
    #[wasm_bindgen(method, getter, js_name = mainMatrix)]
    fn main_matrix(this: &ProjectionData) -> JsValue;
}

/// Called once the layer stands in a map, with the map and its context.
type OnAdd = Closure<dyn FnMut(JsValue, Gl)>;

/// Called whenever the layer is to be drawn.
type OnDraw = Closure<dyn FnMut(Gl, DrawArguments)>;

/// The layer, kept for as long as the library may call it.
pub(super) struct FacadeLayer {
    shown: Rc<RefCell<Shown>>,
    calls: (OnAdd, OnDraw),
}

/// What is drawn, and what lies on the card for it.
#[derive(Default)]
struct Shown {
    eye: Option<(LonLat, f64)>,
    walls: Vec<WallWords>,
    panes: Option<Panes>,
    card: Option<Card>,
    /// Why there is none.
    fault: Option<EngineError>,
    /// Whether the card has not been told of these walls.
    is_news: bool,
}

struct Card {
    program: Program,
    buffer: WebGlBuffer,
    array: WebGlVertexArrayObject,
}

impl MapLibre {
    /// Puts the layer above all bodies, or has the one that is there draw others.
    pub(super) fn put_facades(&self, facades: &Facades) -> Result<(), EngineError> {
        self.is_there()?;
        let mut kept = self.facades.borrow_mut();
        let layer = kept.get_or_insert_with(FacadeLayer::new);
        layer.show(facades);
        if self.map.get_layer(FACADES).is_none() {
            self.map
                .add_layer(&layer.description(), None)
                .map_err(|error| refusal(FACADES, &error))?;
        }
        self.map.trigger_repaint();
        let fault = layer.shown.borrow_mut().fault.take();
        fault.map_or(Ok(()), Err)
    }
}

impl FacadeLayer {
    fn new() -> Self {
        let shown: Rc<RefCell<Shown>> = Rc::default();
        let (added, drawn) = (Rc::clone(&shown), Rc::clone(&shown));
        Self {
            shown,
            calls: (
                // Called again when the layer is put back after a lost card: the library does not restore it by itself.
                Closure::new(move |_, gl: Gl| added.borrow_mut().begin(&gl)),
                Closure::new(move |gl: Gl, told: DrawArguments| {
                    let matrix = Float64Array::new(&told.projection().main_matrix()).to_vec();
                    drawn.borrow_mut().draw(&gl, &matrix);
                }),
            ),
        }
    }

    fn show(&self, facades: &Facades) {
        let mut shown = self.shown.borrow_mut();
        shown.eye = Some(facades.eye);
        shown.walls = words_of(facades);
        shown.panes = Some(facades.panes);
        shown.is_news = true;
    }

    /// As the library wants it (`CustomLayerInterface`).
    fn description(&self) -> JsValue {
        let layer = Object::new();
        let (on_add, render) = &self.calls;
        for (name, value) in [
            ("id", &JsValue::from_str(FACADES)),
            ("type", &JsValue::from_str("custom")),
            ("renderingMode", &JsValue::from_str("3d")),
            ("onAdd", on_add.as_ref()),
            ("render", render.as_ref()),
        ] {
            let _ = Reflect::set(&layer, &JsValue::from_str(name), value);
        }
        layer.into()
    }
}

impl Card {
    fn new(gl: &Gl) -> Result<Self, EngineError> {
        let card = Self {
            program: Program::new(gl, "facade shader", VERTEX, FRAGMENT)?,
            buffer: gl.create_buffer().ok_or_else(|| refused("buffer"))?,
            array: gl
                .create_vertex_array()
                .ok_or_else(|| refused("vertex array"))?,
        };
        gl.bind_vertex_array(Some(&card.array));
        gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&card.buffer));
        for at in 0..2 {
            gl.enable_vertex_attrib_array(at);
            gl.vertex_attrib_pointer_with_i32(at, 4, Gl::FLOAT, false, 32, 16 * at as i32);
            gl.vertex_attrib_divisor(at, 1);
        }
        gl.bind_vertex_array(None);
        Ok(card)
    }
}

impl Shown {
    fn begin(&mut self, gl: &Gl) {
        let made = Card::new(gl).map_err(|fault| self.fault = Some(fault));
        self.card = made.ok();
        self.is_news = true;
    }

    fn draw(&mut self, gl: &Gl, matrix: &[f64]) {
        let (Some(card), Some((eye, height)), Some(panes)) = (&self.card, self.eye, self.panes)
        else {
            return;
        };
        let Some(clip) = clip_from_metres(matrix, eye, height) else {
            return;
        };
        gl.bind_vertex_array(Some(&card.array));
        if std::mem::take(&mut self.is_news) {
            gl.bind_buffer(Gl::ARRAY_BUFFER, Some(&card.buffer));
            let bytes = bytemuck::cast_slice(&self.walls);
            gl.buffer_data_with_u8_array(Gl::ARRAY_BUFFER, bytes, Gl::STATIC_DRAW);
        }
        let program = &card.program;
        gl.use_program(Some(&program.program));
        let (fog, clear, fades_over) = panes.haze;
        program.set_mat4(gl, "u_clip", &clip);
        program.set_floats(gl, "u_eye", &[height as f32]);
        program.set_vec2(gl, "u_haze", clear as f32, fades_over as f32);
        for (name, colour) in [
            ("u_glass", panes.glass),
            ("u_lamp", panes.lamp),
            ("u_fog", fog),
        ] {
            program.set_vec3s(gl, name, &channels(colour));
        }
        program.set_floats(gl, "u_cover", &[panes.cover as f32]);
        program.set_floats(gl, "u_lit", &[panes.lit as f32]);
        // Panes hide nothing that their wall does not; the library sets all of this anew after a layer like this one.
        gl.depth_mask(false);
        gl.disable(Gl::CULL_FACE);
        gl.draw_arrays_instanced(Gl::TRIANGLE_STRIP, 0, 4, self.walls.len() as i32);
        gl.bind_vertex_array(None);
    }
}

fn channels(Rgb(red, green, blue): Rgb) -> [f32; 3] {
    [red, green, blue].map(|channel| f32::from(channel) / 255.0)
}

/// How many metres the side of the Mercator square is long at a place.
fn side_at(at: LonLat) -> f64 {
    CIRCUMFERENCE * at.lat.to_radians().cos()
}

fn words_of(facades: &Facades) -> Vec<WallWords> {
    let (eye, _) = facades.eye;
    let ((x, y), side) = (eye.mercator(), side_at(eye));
    let metres = |at: LonLat| {
        let (own_x, own_y) = at.mercator();
        [((own_x - x) * side) as f32, ((y - own_y) * side) as f32]
    };
    let walls = facades.walls.iter();
    walls
        .map(|wall| {
            let [[east, north], [other_east, other_north]] = wall.foot.map(metres);
            [
                east,
                north,
                other_east,
                other_north,
                wall.height_metres as f32,
                wall.rows as f32,
                wall.panes as f32,
                wall.seed as f32,
            ]
        })
        .collect()
}

/// From metres east, north and above an eye to clip space; `None` when the library's matrix is none. It is multiplied out here, in full:
/// on the card a place on earth has too few digits.
fn clip_from_metres(matrix: &[f64], eye: LonLat, height: f64) -> Option<[f32; 16]> {
    let matrix: &[f64; 16] = matrix.try_into().ok()?;
    let ((x, y), unit) = (eye.mercator(), 1.0 / side_at(eye));
    let mut clip = [0.0_f32; 16];
    for row in 0..4 {
        let of = |column: usize| matrix[column * 4 + row];
        let rest = of(0) * x + of(1) * y + of(2) * height * unit + of(3);
        for (column, value) in [of(0) * unit, -of(1) * unit, of(2) * unit, rest]
            .into_iter()
            .enumerate()
        {
            clip[column * 4 + row] = value as f32;
        }
    }
    Some(clip)
}
