//! Pictures that can be shown: a camera's, in full or small.

use domain::{Camera, CameraPoint, Codec, Name, Stream, StreamId};

/// A picture that can be shown: a camera's, in full or small.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The camera's code, or a stream's where no camera is known for it.
    pub id: String,
    /// What it is called.
    pub name: Name,
    /// In full.
    pub main: StreamId,
    /// Smaller, for many at once; the same where the camera has none.
    pub sub: StreamId,
}

impl Source {
    /// What is known of a stream alone: its code.
    #[must_use]
    pub fn of_stream(id: &str) -> Option<Self> {
        let stream = StreamId::try_from(id).ok()?;
        Some(Self {
            id: id.to_owned(),
            name: Name::same(id),
            main: stream.clone(),
            sub: stream,
        })
    }

    /// The stream for a small or a large picture.
    #[must_use]
    pub const fn stream(&self, is_small: bool) -> &StreamId {
        if is_small { &self.sub } else { &self.main }
    }
}

/// The picture of a camera; `None` where it has no stream.
#[must_use]
pub fn source(point: &CameraPoint, camera: &Camera) -> Option<Source> {
    // What no browser plays is shown only where there is nothing else: then it says so itself.
    let mut playable: Vec<&Stream> = camera.streams.iter().collect();
    playable.retain(|stream| stream.codec == Codec::H264);
    let widest = playable.iter().max_by_key(|stream| stream.width);
    let main = widest.copied().or(camera.streams.first())?;
    let sub = playable.iter().min_by_key(|stream| stream.width);
    Some(Source {
        id: camera.id.to_string(),
        name: full_name(&point.name, &camera.name),
        main: main.id.clone(),
        sub: sub.copied().unwrap_or(main).id.clone(),
    })
}

/// A camera by its point's name and its own, no word twice: many a camera is called after its point already.
#[must_use]
pub fn full_name(point: &Name, camera: &Name) -> Name {
    Name::new(
        &of_both(&point.zh, &camera.zh),
        &of_both(&point.en, &camera.en),
    )
}

fn of_both(point: &str, camera: &str) -> String {
    if camera.contains(point) {
        return camera.to_owned();
    }
    // One character alone is no word.
    let long_enough = |at: &usize| point[*at..].chars().nth(1).is_some();
    // "… lookout" and "lookout head 1": what ends the one begins the other.
    let shared = point
        .char_indices()
        .map(|(at, _)| at)
        .filter(long_enough)
        .find(|at| {
            let end = &point[*at..];
            let is_whole = |beside: Option<char>, of: Option<char>| {
                let is_latin =
                    |one: Option<char>| one.is_some_and(|one| one.is_ascii_alphanumeric());
                !(is_latin(beside) && is_latin(of))
            };
            camera.get(..end.len()).is_some_and(|start| {
                start.eq_ignore_ascii_case(end)
                    && is_whole(point[..*at].chars().next_back(), end.chars().next())
                    && is_whole(camera[end.len()..].chars().next(), end.chars().next_back())
            })
        });
    match shared {
        Some(at) => format!("{point}{}", &camera[point.len() - at..]),
        None => format!("{point} {camera}"),
    }
}

#[cfg(test)]
mod tests {
    use domain::{
        Camera, CameraId, CameraPoint, Codec, Name, PointId, PointKind, Stream, StreamId,
        StreamRole, Wgs84,
    };

    use super::*;

    #[test]
    fn no_word_stands_twice_in_a_cameras_name() {
        let check = |point, camera, both| assert_eq!(of_both(point, camera), both);
        check("李子山高空瞭望", "瞭望云台 1", "李子山高空瞭望云台 1");
        check(
            "Lizi hill lookout",
            "Lookout head 1",
            "Lizi hill lookout head 1",
        );
        check("福城东苑大门", "福城东苑大门球机 1", "福城东苑大门球机 1");
        check("福林路", "球机 1", "福林路 球机 1");
        check("福林路", "路口球机", "福林路 路口球机");
        // Not the same word: it only begins as the other ends.
        check("Old car", "Cargo gate", "Old car Cargo gate");
    }

    fn stream(id: &str, codec: Codec, width: u16) -> Stream {
        Stream {
            id: StreamId::try_from(id).expect("an id"),
            role: StreamRole::Sub,
            codec,
            width,
            height: width / 16 * 9,
        }
    }

    fn point(streams: Vec<Stream>) -> CameraPoint {
        CameraPoint {
            id: PointId::try_from("L-001").expect("an id"),
            name: Name::new("米兰小镇", "Milan Town"),
            kind: PointKind::Xueliang,
            position: Wgs84::from_lon_lat(106.27, 29.39).expect("on earth"),
            mast_height_metres: 6.0,
            area: None,
            grid: None,
            platform: None,
            cameras: vec![Camera {
                id: CameraId::try_from("L-001-01").expect("an id"),
                name: Name::new("云台 1", "Dome 1"),
                steerable: true,
                pose: None,
                fields_of_view: Vec::new(),
                film_delay: domain::Millis::ZERO,
                streams,
            }],
        }
    }

    #[test]
    fn a_camera_is_shown_in_the_largest_and_the_smallest_stream_that_a_browser_plays() {
        let streams = [
            stream("full", Codec::H265, 1_920),
            stream("middle", Codec::H264, 1_280),
            stream("small", Codec::H264, 640),
        ];
        let of_first = |point: CameraPoint| source(&point, &point.cameras[0]);
        let found = of_first(point(streams.to_vec())).expect("it has streams");
        assert_eq!(found.stream(true).as_str(), "small");
        assert_eq!(found.stream(false).as_str(), "middle");
        let found = of_first(point(streams[..1].to_vec())).expect("it has one");
        assert_eq!(found.stream(true).as_str(), "full", "there is no other");
        assert_eq!(of_first(point(Vec::new())), None, "nothing to show");
    }

    #[test]
    fn a_camera_that_is_called_after_its_point_is_called_so_once() {
        let mut named = point(vec![stream("L-001-01-main", Codec::H264, 640)]);
        named.cameras[0].name = Name::new("米兰小镇球机 1", "Milan Town dome 1");
        let found = source(&named, &named.cameras[0]).expect("it has a stream");
        assert_eq!(found.name, Name::new("米兰小镇球机 1", "Milan Town dome 1"));
    }
}
