//! Chance that is asked by place instead of in turn: the same place gives the same answer in every tile and at every zoom.

/// Thirty-two bits for a place on a lattice.
pub(super) const fn hashed(x: i32, y: i32, salt: u32) -> u32 {
    let mut h = (x as u32).wrapping_mul(0x9e37_79b1)
        ^ (y as u32).wrapping_mul(0x85eb_ca77).rotate_left(13)
        ^ salt.wrapping_mul(0xc2b2_ae3d);
    h ^= h >> 15;
    h = h.wrapping_mul(0x2c1b_3c6d);
    h ^= h >> 12;
    h = h.wrapping_mul(0x297a_2d39);
    h ^ (h >> 15)
}

/// 0 ≤ x < 1 from bits.
pub(super) const fn unit(bits: u32) -> f32 {
    (bits >> 8) as f32 / (1 << 24) as f32
}

/// Another 0 ≤ x < 1 from the same bits.
pub(super) const fn unit_again(bits: u32, turn: u32) -> f32 {
    unit(bits.wrapping_mul(0x9e37_79b1).rotate_left(7 * turn + 5))
}

/// A number as the whole number below it and what is left, 0 ≤ rest < 1.
///
/// Not `floor`, which is a call into a library where the processor's own is not taken for granted.
pub(super) const fn split(value: f32) -> (i32, f32) {
    let whole = value as i32;
    let whole = whole - (value < whole as f32) as i32;
    (whole, value - whole as f32)
}

/// What is left of a number above the whole one below it, 0 ≤ rest < 1.
pub(super) const fn rest(value: f32) -> f32 {
    split(value).1
}

/// Smooth chance between -1 and 1 that changes over about `wave` metres.
pub(super) fn smooth(x: f32, y: f32, wave: f32, salt: u32) -> f32 {
    let scale = 1.0 / wave;
    let ((ix, tx), (iy, ty)) = (split(x * scale), split(y * scale));
    let (tx, ty) = (tx * tx * (3.0 - 2.0 * tx), ty * ty * (3.0 - 2.0 * ty));
    let corner = |dx: i32, dy: i32| unit(hashed(ix + dx, iy + dy, salt));
    let top = corner(0, 0) + (corner(1, 0) - corner(0, 0)) * tx;
    let bottom = corner(0, 1) + (corner(1, 1) - corner(0, 1)) * tx;
    2.0 * (top + (bottom - top) * ty) - 1.0
}

/// How much of a texture of that wave is seen in pixels of that size: all of it in small ones, nothing in large ones. A texture
/// is multiplied by it, so that a coarse zoom shows the mean of what a fine one shows.
pub(super) fn seen(wave: f32, metres_per_pixel: f32) -> f32 {
    ((wave / metres_per_pixel - 1.2) * (1.0 / 2.4)).clamp(0.0, 1.0)
}

/// 0 below `low`, 1 above `high`, smooth between.
pub(super) fn step(low: f32, high: f32, value: f32) -> f32 {
    let t = ((value - low) / (high - low)).clamp(0.0, 1.0);
    t * t * (3.0 - 2.0 * t)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn smooth_chance_has_no_jumps_and_stays_within_its_bounds() {
        let mut before = smooth(-40.0, 7.0, 9.0, 3);
        for k in 1..4_000 {
            let now = smooth(-40.0 + k as f32 * 0.02, 7.0, 9.0, 3);
            assert!((-1.0..=1.0).contains(&now));
            assert!((now - before).abs() < 0.01, "{k}: {before} {now}");
            before = now;
        }
    }

    #[test]
    fn bits_are_spread_evenly() {
        let mut counts = [0; 8];
        for x in -100..100 {
            for y in -100..100 {
                counts[(hashed(x, y, 1) >> 29) as usize] += 1;
            }
        }
        for count in counts {
            assert!((4_600..5_400).contains(&count), "{counts:?}");
        }
    }

    #[test]
    fn a_texture_fades_before_its_wave_is_a_pixel() {
        assert!(seen(6.0, 6.0) == 0.0 && seen(6.0, 0.5) == 1.0);
    }
}
