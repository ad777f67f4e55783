//! Far out: marks drawn as groups and piles, and what stays by itself.

use furun::engine::{
    Camera, LonLat, Look, MarkId, Marks, NextDraw, Picked, Rank, ScreenPoint, Shape, Sign, Size,
    View,
};
use wasm_bindgen_test::wasm_bindgen_test;

use super::{
    BLUE, GREEN, HEIGHT, HOME, Picture, RED, WIDTH, disc, draw, marks, pick, plain_look, scatter,
};

#[wasm_bindgen_test]
fn far_out_crowded_marks_become_one_sign_but_the_urgent_never_do() {
    let mut marks = marks();
    marks.set_look(Look {
        grouping: true,
        ..plain_look()
    });
    for id in 0..40 {
        let at = LonLat::new(HOME.lon + 1e-5 * id as f64, HOME.lat);
        marks.upsert(MarkId(id), at, &disc(BLUE));
    }
    let urgent = Sign {
        blink: true,
        rank: Rank::Top,
        ..disc(RED)
    };
    marks.upsert(MarkId(100), HOME, &urgent);
    let steady = Sign {
        stands_alone: true,
        ..disc(GREEN)
    };
    marks.upsert(MarkId(101), LonLat::new(HOME.lon, HOME.lat + 0.05), &steady);
    marks.set_view(View::new(Camera::over(HOME, 10.0), WIDTH, HEIGHT), false);
    let drawn = draw(&mut marks, 0.0);
    assert_eq!((drawn.marks, drawn.groups), (2, 1));
    assert_eq!(pick(&marks, 200.0, 150.0), Some(100));
    // The group has stepped aside for the urgent one, and can be picked there: it tells what to zoom to.
    let below = 150.0 + 16.0 + 16.0 + 8.0;
    let beside = ScreenPoint { x: 200.0, y: below };
    let Some(Picked::Group { count, bounds }) = marks.pick(beside, 0.0) else {
        panic!("no group at {beside:?}");
    };
    assert_eq!(count, 40);
    assert!(bounds.south_west.lon >= HOME.lon - 1e-7);
    assert!((bounds.north_east.lon - bounds.south_west.lon - 39e-5).abs() < 1e-6);
    assert_eq!(marks.in_view().filter(|mark| mark.grouped).count(), 40);
    // The number is written on it.
    let picture = Picture::of(&marks);
    assert!(picture.pixel(200.0, below + 14.5)[3] == 255);
    // Close up every mark is drawn again.
    marks.set_view(View::new(Camera::over(HOME, 18.0), WIDTH, HEIGHT), false);
    let close = draw(&mut marks, 0.0);
    assert_eq!((close.marks, close.groups), (42, 0));
    assert!(marks.in_view().all(|mark| !mark.grouped));
}

/// Marks far out (zoom 4), where a city is a pixel or two.
fn far_out() -> Marks {
    let mut marks = marks();
    marks.set_look(Look {
        grouping: true,
        ..plain_look()
    });
    marks.set_view(View::new(Camera::over(HOME, 4.0), WIDTH, HEIGHT), false);
    marks
}

fn urgent(rank: Rank) -> Sign {
    Sign {
        blink: rank == Rank::Top,
        rank,
        stands_alone: true,
        size: Size::Large,
        ..Sign::plain(Shape::Diamond, RED)
    }
}

/// How many marks the sign at a pixel holds.
fn held(marks: &Marks, x: f64, y: f64) -> Option<u32> {
    match marks.pick(ScreenPoint { x, y }, 0.0)? {
        Picked::Group { count, .. } => Some(count),
        Picked::Mark(_) => None,
    }
}

#[wasm_bindgen_test]
fn a_group_is_a_disc_in_its_keyline_within_a_ring_of_its_colour() {
    let mut marks = far_out();
    for id in 0..60 {
        marks.upsert(MarkId(id), HOME, &disc(BLUE));
    }
    draw(&mut marks, 0.0);
    let picture = Picture::of(&marks);
    let group = Look::default().group;
    let middle = (200.0, 150.0);
    // Sixty are more than nine and fewer than a hundred: a radius of 16, so a ring at 1.25 radii and 3.5.
    for (right, down) in [
        (1.0, 0.0),
        (-1.0, 0.0),
        (0.0, -1.0),
        (0.0, 1.0),
        (0.6, -0.8),
    ] {
        let at = |away: f64| {
            let (x, y) = (middle.0 + right * away, middle.1 + down * away);
            // The pixel whose middle is nearest: a pixel's number is its left edge.
            ((x - 0.5).round(), (y - 0.5).round())
        };
        let ((x, y), rim, ring, beyond) = (at(14.0), at(16.75), at(23.5), at(27.5));
        assert!(picture.is(x, y, group), "{:?}", picture.pixel(x, y));
        let rim = picture.pixel(rim.0, rim.1);
        assert!(
            rim[..3].iter().all(|channel| *channel > 150),
            "{rim:?} is no keyline"
        );
        assert!(
            picture.is(ring.0, ring.1, group),
            "{:?}",
            picture.pixel(ring.0, ring.1)
        );
        assert!(picture.is_clear(beyond.0, beyond.1));
    }
}

#[wasm_bindgen_test]
fn urgent_marks_on_practically_one_place_are_one_sign_that_blinks_and_says_how_many() {
    let mut marks = far_out();
    let place = |id: u64| LonLat::new(HOME.lon + 0.01 * id as f64, HOME.lat);
    for id in 0..7 {
        let rank = if id == 3 { Rank::Top } else { Rank::Raised };
        marks.upsert(MarkId(id), place(id), &urgent(rank));
    }
    let drawn = draw(&mut marks, 10_000.0);
    assert_eq!((drawn.marks, drawn.groups), (0, 1));
    assert_eq!(held(&marks, 200.0, 150.0), Some(7));
    assert_eq!(marks.in_view().filter(|mark| mark.grouped).count(), 7);
    // As far from the middle as the number does not reach.
    let lit = |marks: &Marks| Picture::of(marks).is(200.0, 159.0, RED);
    assert!(lit(&marks), "{:?}", Picture::of(&marks).pixel(200.0, 159.0));
    let number = Picture::of(&marks);
    let ink = (-5..5).any(|dx| number.pixel(200.0 + f64::from(dx), 150.0)[1] > 200);
    assert!(ink, "no number is written on it");
    let dark = draw(&mut marks, 10_500.0);
    assert_eq!(dark.uploaded, 0, "blinking costs no upload");
    assert!(
        !lit(&marks),
        "it blinks as the one that nobody has taken does"
    );
    // When that one is taken, nothing blinks any more.
    marks.upsert(MarkId(3), place(3), &urgent(Rank::Raised));
    draw(&mut marks, 11_500.0);
    assert!(lit(&marks));
    assert_eq!(marks.next_draw(12_000.0), NextDraw::Never);
    // Close up each stands by itself.
    marks.set_view(View::new(Camera::over(HOME, 16.0), WIDTH, HEIGHT), false);
    let close = draw(&mut marks, 12_000.0);
    assert_eq!(close.groups, 0);
}

#[wasm_bindgen_test]
fn a_groups_number_is_never_under_an_urgent_mark_or_a_crew() {
    let mut marks = far_out();
    for id in 0..60 {
        let at = LonLat::new(HOME.lon + 1e-3 * id as f64, HOME.lat);
        marks.upsert(MarkId(id), at, &disc(BLUE));
    }
    for id in 100..103 {
        marks.upsert(MarkId(id), HOME, &urgent(Rank::Top));
    }
    let crew = Sign {
        rank: Rank::Background,
        stands_alone: true,
        ..Sign::plain(Shape::Shield, GREEN)
    };
    for id in 200..240 {
        marks.upsert(MarkId(id), HOME, &crew);
    }
    let drawn = draw(&mut marks, 0.0);
    assert_eq!(drawn.groups, 2, "the group, and the pile of urgent ones");
    assert_eq!(held(&marks, 200.0, 150.0), Some(3));
    // The group has stepped below the pile: a radius of each, and a little.
    let (x, y) = (200.0, 150.0 + 16.0 + 16.0 + 8.0);
    assert_eq!(held(&marks, x, y), Some(60));
    let picture = Picture::of(&marks);
    let fill = Look::default().group;
    assert!(
        picture.is(x - 11.0, y, fill),
        "{:?}",
        picture.pixel(x - 11.0, y)
    );
}

#[wasm_bindgen_test]
fn crews_lie_below_a_group_and_do_not_take_its_click() {
    let mut marks = far_out();
    for id in 0..60 {
        marks.upsert(MarkId(id), HOME, &disc(BLUE));
    }
    let crew = Sign {
        rank: Rank::Background,
        stands_alone: true,
        ..Sign::plain(Shape::Shield, GREEN)
    };
    marks.upsert(MarkId(200), HOME, &crew);
    draw(&mut marks, 0.0);
    assert_eq!(held(&marks, 200.0, 150.0), Some(60));
    let picture = Picture::of(&marks);
    assert!(picture.is(200.0 - 11.0, 150.0, Look::default().group));
}

#[wasm_bindgen_test]
fn a_city_on_the_edge_of_cells_is_one_group() {
    let mut marks = far_out();
    // Longitude 0 and the equator part cells at every zoom.
    let corner = LonLat::new(0.0, 0.0);
    marks.set_view(View::new(Camera::over(corner, 4.0), WIDTH, HEIGHT), false);
    for id in 0..80 {
        let (east, north) = (f64::from(id % 2) - 0.5, f64::from(id / 2 % 2) - 0.5);
        let at = LonLat::new(0.1 * east, 0.1 * north);
        marks.upsert(MarkId(u64::try_from(id).expect("small")), at, &disc(BLUE));
    }
    let drawn = draw(&mut marks, 0.0);
    assert_eq!((drawn.marks, drawn.groups), (0, 1));
    assert_eq!(held(&marks, 200.0, 150.0), Some(80));
}

#[wasm_bindgen_test]
fn panning_changes_no_group() {
    let mut marks = marks();
    marks.set_look(Look {
        grouping: true,
        ..plain_look()
    });
    scatter(&mut marks, 2_000, 0.08);
    let grouped_at = |marks: &mut Marks, lon: f64| {
        let camera = Camera::over(LonLat::new(lon, HOME.lat), 12.2);
        marks.set_view(View::new(camera, WIDTH, HEIGHT), false);
        draw(marks, 0.0);
        let pixel = 512.0 * 12.2_f64.exp2() / 360.0;
        let mut grouped: Vec<u64> = marks
            .in_view()
            .filter(|mark| mark.grouped && (mark.at.lon - HOME.lon).abs() * pixel < 100.0)
            .map(|mark| mark.id.0)
            .collect();
        grouped.sort_unstable();
        grouped
    };
    let before = grouped_at(&mut marks, HOME.lon);
    assert!(before.len() > 200, "{} grouped", before.len());
    for step in 1..8 {
        let lon = HOME.lon + f64::from(step) * 0.000_7;
        assert_eq!(grouped_at(&mut marks, lon), before);
    }
}
