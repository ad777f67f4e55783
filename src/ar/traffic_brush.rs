//! Draws vehicles on a canvas below the labels: bodies in the light of the hour, their lamps after dark.

use std::f64::consts::TAU;

use geodesy::Pinhole;
use web_sys::{CanvasRenderingContext2d, HtmlCanvasElement};

use super::daylight::Light;
use super::scene::{faded, through_air};
use super::traffic::{PAINTS, Traffic, Vehicle, VehicleKind};

/// Cars as they are sold, then vans, then buses.
const COLOURS: [[f64; 3]; PAINTS as usize + 2] = [
    [226.0, 228.0, 230.0],
    [198.0, 200.0, 202.0],
    [44.0, 47.0, 52.0],
    [142.0, 146.0, 152.0],
    [94.0, 98.0, 104.0],
    [138.0, 52.0, 46.0],
    [52.0, 78.0, 120.0],
    [214.0, 210.0, 200.0],
    [88.0, 140.0, 150.0],
];
const GLASS: [f64; 3] = [40.0, 48.0, 58.0];

/// Haze is told in so many steps, each so many metres wide.
const BANDS: usize = 6;
const BAND: f64 = 260.0;

/// How bright the roof, a long side and an end are.
const SHADES: [f64; 3] = [1.0, 0.78, 0.64];

/// Shorter than this in pixels, a vehicle is a box; longer, it has a body and a cabin.
const DETAILED: f64 = 13.0;

/// What vehicles are drawn with.
pub struct TrafficBrush {
    canvas: HtmlCanvasElement,
    pen: CanvasRenderingContext2d,
    ratio: f64,
    /// By colour, band of haze and shade; glass stands last among the colours.
    inks: Vec<String>,
    dark: bool,
}

/// A box on the road: its floor and roof in metres, and how much shorter and narrower than the vehicle it is.
struct Part {
    floor: f64,
    roof: f64,
    length: f64,
    width: f64,
}

impl TrafficBrush {
    /// Draws on this canvas, below which the picture is.
    pub const fn new(canvas: HtmlCanvasElement, pen: CanvasRenderingContext2d) -> Self {
        Self {
            canvas,
            pen,
            ratio: 1.0,
            inks: Vec::new(),
            dark: false,
        }
    }

    /// The page has other pixels.
    pub fn resize(&mut self, ratio: f64) {
        self.ratio = ratio;
        let whole = |pixels: i32| (f64::from(pixels) * ratio).round().max(1.0) as u32;
        let (width, height) = (
            whole(self.canvas.client_width()),
            whole(self.canvas.client_height()),
        );
        if self.canvas.width() != width || self.canvas.height() != height {
            self.canvas.set_width(width);
            self.canvas.set_height(height);
        }
    }

    /// The light is another one.
    pub fn set_light(&mut self, light: &Light) {
        self.dark = light.lit > 0.0;
        self.inks.clear();
        for colour in COLOURS.into_iter().chain([GLASS]) {
            for band in 0..BANDS {
                let air = faded(band as f64 * BAND);
                for shade in SHADES {
                    let [red, green, blue] =
                        through_air(colour.map(|channel| channel * shade), light, air);
                    self.inks.push(format!("rgb({red},{green},{blue})"));
                }
            }
        }
    }

    /// Wipes the canvas.
    pub fn wipe(&self) {
        let _ = self
            .pen
            .set_transform(self.ratio, 0.0, 0.0, self.ratio, 0.0, 0.0);
        let (width, height) = (self.canvas.client_width(), self.canvas.client_height());
        self.pen
            .clear_rect(0.0, 0.0, f64::from(width), f64::from(height));
    }

    /// Draws what stands in the picture, the farthest first.
    pub fn draw(&self, camera: &Pinhole, traffic: &Traffic, vehicles: &[Vehicle]) {
        self.wipe();
        let (width, height) = (
            f64::from(self.canvas.client_width()),
            f64::from(self.canvas.client_height()),
        );
        for vehicle in vehicles {
            let Some(seen) = traffic
                .place(vehicle.at, 0.6)
                .and_then(|place| camera.seen(place))
            else {
                continue;
            };
            let pixels_a_metre = camera.lens().focal() / seen.distance.0;
            let reach = 8.0 * pixels_a_metre;
            let (x, y) = (seen.pixel.x, seen.pixel.y);
            if x < -reach || y < -reach || x > width + reach || y > height + reach {
                continue;
            }
            self.vehicle(camera, traffic, vehicle, pixels_a_metre);
        }
    }

    fn vehicle(&self, camera: &Pinhole, traffic: &Traffic, vehicle: &Vehicle, pixels_a_metre: f64) {
        let [length, _, height] = vehicle.kind.size();
        let colour = match vehicle.kind {
            VehicleKind::Car(paint) => usize::from(paint),
            VehicleKind::Van => usize::from(PAINTS),
            VehicleKind::Bus => usize::from(PAINTS) + 1,
        };
        let band = ((vehicle.distance() / BAND) as usize).min(BANDS - 1);
        let boxes = |part: Part, sides: usize, roof: usize| {
            self.part(camera, traffic, vehicle, &part, [sides, roof], band);
        };
        let whole = Part {
            floor: 0.0,
            roof: height,
            length: 1.0,
            width: 1.0,
        };
        let is_car = matches!(vehicle.kind, VehicleKind::Car(_));
        if length * pixels_a_metre < DETAILED {
            boxes(whole, colour, colour);
        } else if is_car {
            boxes(
                Part {
                    roof: height * 0.58,
                    ..whole
                },
                colour,
                colour,
            );
            boxes(
                Part {
                    floor: height * 0.58,
                    roof: height,
                    length: 0.5,
                    width: 0.86,
                },
                COLOURS.len(),
                colour,
            );
        } else {
            boxes(
                Part {
                    roof: height * 0.5,
                    ..whole
                },
                colour,
                colour,
            );
            boxes(
                Part {
                    floor: height * 0.5,
                    roof: height * 0.8,
                    ..whole
                },
                COLOURS.len(),
                colour,
            );
            boxes(
                Part {
                    floor: height * 0.8,
                    ..whole
                },
                colour,
                colour,
            );
        }
        if self.dark {
            self.lamps(camera, traffic, vehicle, pixels_a_metre);
        }
    }

    /// A box: the two sides that are turned to the camera, and the roof.
    fn part(
        &self,
        camera: &Pinhole,
        traffic: &Traffic,
        vehicle: &Vehicle,
        part: &Part,
        [sides, roof]: [usize; 2],
        band: usize,
    ) {
        let [length, width, _] = vehicle.kind.size();
        let (half, aside) = (length / 2.0 * part.length, width / 2.0 * part.width);
        // Front right, front left, rear left, rear right.
        let corners = [
            (half, aside),
            (half, -aside),
            (-half, -aside),
            (-half, aside),
        ];
        let [east, north] = vehicle.ahead;
        let spot = |(forward, right): (f64, f64)| {
            [
                vehicle.at[0] + east * forward + north * right,
                vehicle.at[1] + north * forward - east * right,
            ]
        };
        let pixel = |corner: (f64, f64), height: f64| {
            let place = traffic.place(spot(corner), height)?;
            let seen = camera.seen(place)?;
            Some((seen.pixel.x, seen.pixel.y))
        };
        let mut low = [(0.0, 0.0); 4];
        let mut high = low;
        for (at, corner) in corners.into_iter().enumerate() {
            let (Some(below), Some(above)) = (pixel(corner, part.floor), pixel(corner, part.roof))
            else {
                return;
            };
            (low[at], high[at]) = (below, above);
        }
        // The camera is where metres are counted from: a side is seen whose outside looks back there.
        let backwards = -(vehicle.at[0] * east + vehicle.at[1] * north);
        let rightwards = -(vehicle.at[0] * north - vehicle.at[1] * east);
        let end = if backwards > 0.0 { [0, 1] } else { [2, 3] };
        let long = if rightwards > 0.0 { [3, 0] } else { [1, 2] };
        for ([one, other], shade) in [(end, 2), (long, 1)] {
            self.pen.set_fill_style_str(self.ink(sides, band, shade));
            self.fill([low[one], low[other], high[other], high[one]]);
        }
        self.pen.set_fill_style_str(self.ink(roof, band, 0));
        self.fill(high);
    }

    /// White in front, red behind: what of them looks at the camera.
    fn lamps(&self, camera: &Pinhole, traffic: &Traffic, vehicle: &Vehicle, pixels_a_metre: f64) {
        let [length, width, _] = vehicle.kind.size();
        let [east, north] = vehicle.ahead;
        let comes = vehicle.at[0] * east + vehicle.at[1] * north < 0.0;
        let (forward, ink) = if comes {
            (length / 2.0, "rgba(255,240,208,0.92)")
        } else {
            (-length / 2.0, "rgba(226,52,38,0.9)")
        };
        self.pen.set_fill_style_str(ink);
        let radius = (0.22 * pixels_a_metre).max(0.9);
        for right in [-0.36 * width, 0.36 * width] {
            let spot = [
                vehicle.at[0] + east * forward + north * right,
                vehicle.at[1] + north * forward - east * right,
            ];
            let seen = traffic.place(spot, 0.7).and_then(|at| camera.seen(at));
            if let Some(seen) = seen {
                self.pen.begin_path();
                let _ = self.pen.arc(seen.pixel.x, seen.pixel.y, radius, 0.0, TAU);
                self.pen.fill();
            }
        }
    }

    fn ink(&self, colour: usize, band: usize, shade: usize) -> &str {
        let at = (colour * BANDS + band) * SHADES.len() + shade;
        self.inks.get(at).map_or("#888", String::as_str)
    }

    fn fill(&self, corners: [(f64, f64); 4]) {
        self.pen.begin_path();
        for (at, (x, y)) in corners.into_iter().enumerate() {
            if at == 0 {
                self.pen.move_to(x, y);
            } else {
                self.pen.line_to(x, y);
            }
        }
        self.pen.fill();
    }
}
