//! From what a telephone sends to what is kept: a picture and nothing else.
//!
//! What it is is found by its content. It is decoded within limits and written anew, so that where and by whom it was taken
//! (EXIF, XMP), and whatever hides behind its end, is gone.

use std::io::Cursor;

use domain::PhotoKey;
use image::codecs::jpeg::JpegEncoder;
use image::{DynamicImage, ImageDecoder, ImageError, ImageFormat, ImageReader, Limits};
use sha2::{Digest, Sha256};

/// The longest side of a thumbnail, in pixels.
pub const THUMBNAIL: u32 = 320;

/// Of 100: where a reader sees no difference any more.
const QUALITY: u8 = 85;

/// The longest side, in pixels: JPEG itself ends at 65,535.
const LONGEST_SIDE: u32 = 16_384;

/// A photo as it is kept.
pub struct Developed {
    /// SHA-256 of the photo: its name.
    pub key: PhotoKey,
    /// The photo, as JPEG.
    pub photo: Vec<u8>,
    /// The same at most [`THUMBNAIL`] long.
    pub thumbnail: Vec<u8>,
}

/// Why something is not taken for a photo.
#[derive(Debug, thiserror::Error)]
pub enum Unfit {
    /// It begins as no picture that is taken.
    #[error("only JPEG, PNG and WebP are taken, and this is none of them")]
    OtherType,
    /// It would be too large once it is decoded.
    #[error("it has {width} × {height} pixels, and at most {most} are taken (photos.max_pixels)")]
    TooManyPixels {
        /// How wide.
        width: u32,
        /// How high.
        height: u32,
        /// How many pixels may be.
        most: u64,
    },
    /// It cannot be decoded.
    #[error("the picture is damaged")]
    Damaged(#[source] ImageError),
}

/// The picture in those bytes, written anew.
///
/// # Errors
/// When it is none, or too large.
pub fn develop(bytes: &[u8], most_pixels: u64) -> Result<Developed, Unfit> {
    let format = image::guess_format(bytes).map_err(|_| Unfit::OtherType)?;
    if !matches!(
        format,
        ImageFormat::Jpeg | ImageFormat::Png | ImageFormat::WebP
    ) {
        return Err(Unfit::OtherType);
    }
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    let mut limits = Limits::default();
    limits.max_image_width = Some(LONGEST_SIDE);
    limits.max_image_height = Some(LONGEST_SIDE);
    // Eight bytes a pixel is 16-bit colour with transparency; half as much again for the decoder's own needs.
    limits.max_alloc = Some(most_pixels.saturating_mul(12));
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(Unfit::Damaged)?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > most_pixels {
        return Err(Unfit::TooManyPixels {
            width,
            height,
            most: most_pixels,
        });
    }
    // A telephone held upright says so in its EXIF, which goes.
    let orientation = decoder.orientation().map_err(Unfit::Damaged)?;
    let mut picture = DynamicImage::from_decoder(decoder).map_err(Unfit::Damaged)?;
    picture.apply_orientation(orientation);
    let picture = DynamicImage::ImageRgb8(picture.into_rgb8());
    let photo = written(&picture).map_err(Unfit::Damaged)?;
    let is_small = picture.width().max(picture.height()) <= THUMBNAIL;
    let thumbnail = if is_small {
        photo.clone()
    } else {
        written(&picture.thumbnail(THUMBNAIL, THUMBNAIL)).map_err(Unfit::Damaged)?
    };
    let digest = Sha256::digest(&photo);
    let name: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    // 64 characters are an id.
    let key = PhotoKey::try_from(name.as_str()).map_err(|_| Unfit::OtherType)?;
    Ok(Developed {
        key,
        photo,
        thumbnail,
    })
}

fn written(picture: &DynamicImage) -> Result<Vec<u8>, ImageError> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, QUALITY))?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const MOST: u64 = 1_000_000;

    fn drawn(width: u32, height: u32) -> DynamicImage {
        let colour = |x: u32, y: u32| image::Rgb([x as u8, y as u8, 128]);
        DynamicImage::ImageRgb8(image::RgbImage::from_fn(width, height, colour))
    }

    fn encoded(picture: &DynamicImage, format: ImageFormat) -> Vec<u8> {
        let mut bytes = Cursor::new(Vec::new());
        picture.write_to(&mut bytes, format).expect("encoded");
        bytes.into_inner()
    }

    /// A JPEG with an EXIF part that says how it was held and where it was taken.
    fn with_exif(jpeg: &[u8]) -> Vec<u8> {
        let mut tiff = b"II*\0\x08\0\0\0\x01\0".to_vec();
        // Orientation (0x0112), SHORT, one value: 6, to be turned right by 90 degrees.
        tiff.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0");
        tiff.extend(b"GPS 29.390000 106.270000");
        let mut exif = b"Exif\0\0".to_vec();
        exif.extend(&tiff);
        let length = (exif.len() as u16 + 2).to_be_bytes();
        [&jpeg[..2], &[0xff, 0xe1], &length, &exif, &jpeg[2..]].concat()
    }

    fn holds(bytes: &[u8], text: &[u8]) -> bool {
        bytes.windows(text.len()).any(|window| window == text)
    }

    #[test]
    fn a_picture_of_each_kind_is_kept_as_jpeg_with_a_small_one_beside_it() {
        for format in [ImageFormat::Jpeg, ImageFormat::Png, ImageFormat::WebP] {
            let developed = develop(&encoded(&drawn(800, 600), format), MOST).expect("a picture");
            for (bytes, size) in [(&developed.photo, 800), (&developed.thumbnail, THUMBNAIL)] {
                assert_eq!(image::guess_format(bytes).ok(), Some(ImageFormat::Jpeg));
                let read = image::load_from_memory(bytes).expect("a picture");
                assert_eq!(read.width(), size, "{format:?}");
            }
            assert_eq!(developed.key.as_str().len(), 64);
        }
    }

    #[test]
    fn what_a_telephone_says_about_itself_and_its_place_is_gone_and_the_picture_upright() {
        let sent = with_exif(&encoded(&drawn(400, 200), ImageFormat::Jpeg));
        assert!(holds(&sent, b"GPS 29.39"));
        let developed = develop(&sent, MOST).expect("a picture");
        for bytes in [&developed.photo, &developed.thumbnail] {
            assert!(!holds(bytes, b"Exif") && !holds(bytes, b"GPS"));
        }
        let read = image::load_from_memory(&developed.photo).expect("a picture");
        assert_eq!((read.width(), read.height()), (200, 400));
    }

    #[test]
    fn what_hides_behind_a_picture_is_left_behind() {
        let page = b"<script>alert(1)</script>";
        for format in [ImageFormat::Jpeg, ImageFormat::Png] {
            let mut sent = encoded(&drawn(64, 64), format);
            sent.extend(page);
            let developed = develop(&sent, MOST).expect("a picture");
            assert!(!holds(&developed.photo, b"<script>"));
            assert!(!holds(&developed.thumbnail, b"<script>"));
        }
    }

    #[test]
    fn what_is_no_picture_or_only_begins_as_one_is_not_taken() {
        let gif = b"GIF89a\x01\0\x01\0\0\0\0;";
        let svg = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>";
        for other in [gif.as_slice(), svg, b"%PDF-1.7", b""] {
            assert!(matches!(develop(other, MOST), Err(Unfit::OtherType)));
        }
        let page = [
            b"\xff\xd8\xff\xe0".as_slice(),
            b"<html>not a picture</html>",
        ]
        .concat();
        assert!(matches!(develop(&page, MOST), Err(Unfit::Damaged(_))));
        let whole = encoded(&drawn(64, 64), ImageFormat::Png);
        let half = &whole[..whole.len() / 2];
        assert!(matches!(develop(half, MOST), Err(Unfit::Damaged(_))));
    }

    #[test]
    fn a_small_file_that_would_be_a_huge_picture_is_not_unpacked() {
        let flat = DynamicImage::ImageLuma8(image::GrayImage::new(8_000, 8_000));
        let bomb = encoded(&flat, ImageFormat::Png);
        assert!(bomb.len() < 1_000_000, "{}", bomb.len());
        assert!(matches!(
            develop(&bomb, MOST),
            Err(Unfit::TooManyPixels {
                width: 8_000,
                height: 8_000,
                ..
            })
        ));
        // One that only claims to be huge.
        let mut liar = encoded(&drawn(8, 8), ImageFormat::Png);
        liar[16..24].copy_from_slice(&[0x00, 0x0f, 0xff, 0xff, 0x00, 0x0f, 0xff, 0xff]);
        assert!(develop(&liar, MOST).is_err());
    }
}
