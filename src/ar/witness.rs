//! Which low camera sees the selected incident: its label is how one gets from the high picture to the street.

use geodesy::{Elevated, Enu, enu_from_wgs84};

use super::skyline::Skyline;
use super::subjects::{Kind, Subject};

/// So much more that camera weighs: before whatever is not selected, however far off it is.
const WITNESS: f64 = 800.0;

/// Of the cameras that can be labelled, the nearest with nothing before the selected incident keeps its label; none does while
/// no incident is selected, or where none sees it.
pub fn favour_witness(subjects: &mut [Subject], skyline: &Skyline) {
    let mut selected = subjects.iter().filter(|subject| subject.selected);
    let Some(place) = selected.next().map(|subject| subject.place) else {
        return;
    };
    let mut nearest: Option<(f64, &mut Subject)> = None;
    for subject in subjects {
        if subject.kind != Kind::Camera || subject.hidden {
            continue;
        }
        let metres = apart(subject.place, place);
        let is_nearer = nearest.as_ref().is_none_or(|(known, _)| metres < *known);
        if is_nearer && skyline.between(subject.place, place).is_none() {
            nearest = Some((metres, subject));
        }
    }
    if let Some((_, witness)) = nearest {
        witness.weight += WITNESS;
    }
}

fn apart(one: Elevated, other: Elevated) -> f64 {
    let Enu { east, north, up } = enu_from_wgs84(one, other);
    east.0.hypot(north.0).hypot(up.0)
}

#[cfg(test)]
mod tests {
    use domain::Wgs84;
    use geodesy::Metres;

    use super::super::standing::test_tower;
    use super::super::subjects::Opens;
    use super::*;

    fn subject(kind: Kind, lon: f64) -> Subject {
        Subject {
            key: lon.to_bits(),
            kind,
            place: Elevated {
                position: Wgs84::from_lon_lat(lon, 29.39).expect("a place on earth"),
                height: Metres(6.0),
            },
            distance: 1_000.0,
            text: String::new(),
            sign: None,
            weight: 0.0,
            one_of: None,
            hidden: false,
            called: false,
            selected: kind == Kind::Incident,
            opens: Opens::Nothing,
        }
    }

    /// Which of the subjects weigh more than before.
    fn favoured(mut subjects: Vec<Subject>, skyline: &Skyline) -> Vec<usize> {
        favour_witness(&mut subjects, skyline);
        let weights = subjects.iter().enumerate();
        let more = weights.filter(|(_, subject)| subject.weight > 0.0);
        more.map(|(number, _)| number).collect()
    }

    #[test]
    fn the_nearest_camera_that_sees_the_selected_incident_goes_before_the_others() {
        // The nearest is behind the tower, the next cannot be seen from where one looks.
        let mut subjects = vec![
            subject(Kind::Incident, 106.2730),
            subject(Kind::Camera, 106.2714),
            subject(Kind::Camera, 106.2746),
            subject(Kind::Place, 106.2731),
            subject(Kind::Camera, 106.2760),
            subject(Kind::Camera, 106.2750),
        ];
        subjects[2].hidden = true;
        let skyline = Skyline::new(&[test_tower()]);
        assert_eq!(favoured(subjects.clone(), &skyline), [5]);
        assert_eq!(favoured(subjects.clone(), &Skyline::default()), [1]);
        subjects[0].selected = false;
        assert!(favoured(subjects, &skyline).is_empty(), "none is selected");
    }
}
