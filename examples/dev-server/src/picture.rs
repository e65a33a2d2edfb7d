//! The size of a picture, read from the first bytes of its file. It decodes nothing and trusts nothing.

/// How many first bytes are worth keeping: large cameras put a preview before the size.
pub(crate) const HEAD: usize = 128 * 1024;

/// What the head of a file tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Head {
    /// A picture of this width and height in pixels.
    Picture(u32, u32),
    /// A picture whose size is not told.
    Unmeasured,
    /// Not a picture that we know.
    Other,
}

/// Reads the head of a file.
pub(crate) fn head(bytes: &[u8]) -> Head {
    let measured = |size: Option<(u32, u32)>| match size {
        Some((width, height)) if width > 0 && height > 0 => Head::Picture(width, height),
        _ => Head::Unmeasured,
    };
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1A, b'\n', rest @ ..] => measured(big(rest, 8).zip(big(rest, 12))),
        [b'G', b'I', b'F', b'8', _, b'a', rest @ ..] => measured(little16(rest, 0).zip(little16(rest, 2))),
        [0xFF, 0xD8, rest @ ..] => measured(jpeg(rest)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', rest @ ..] => measured(webp(rest)),
        [b'B', b'M', rest @ ..] => measured(little32(rest, 16).zip(little32(rest, 20))),
        // ISO media: AVIF and HEIC.
        [_, _, _, _, b'f', b't', b'y', b'p', ..] => Head::Unmeasured,
        _ => svg(bytes),
    }
}

fn big(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn little32(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn little16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

fn big16(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u16::from_be_bytes(bytes.get(at..at + 2)?.try_into().ok()?).into())
}

/// Walks the segments to the frame header (SOF0 to SOF15 without DHT, JPG and DAC).
fn jpeg(mut rest: &[u8]) -> Option<(u32, u32)> {
    loop {
        let [0xFF, marker, ..] = rest else { return None };
        if *marker == 0xFF {
            rest = rest.get(1..)?;
            continue;
        }
        if matches!(marker, 0xC0..=0xCF) && !matches!(marker, 0xC4 | 0xC8 | 0xCC) {
            return big16(rest, 7).zip(big16(rest, 5));
        }
        let length = usize::try_from(big16(rest, 2)?).ok()?;
        rest = rest.get(2 + length.max(2)..)?;
    }
}

fn webp(rest: &[u8]) -> Option<(u32, u32)> {
    match rest.get(..4)? {
        b"VP8X" => {
            let wide = |at: usize| Some(little32(rest, at)? & 0x00FF_FFFF);
            Some((wide(12)? + 1, wide(15)? + 1))
        }
        b"VP8L" => {
            let bits = little32(rest, 9)?;
            Some(((bits & 0x3FFF) + 1, ((bits >> 14) & 0x3FFF) + 1))
        }
        b"VP8 " => Some((little16(rest, 14)? & 0x3FFF, little16(rest, 16)? & 0x3FFF)),
        _ => None,
    }
}

/// `width` and `height` of the root element, or its `viewBox`.
fn svg(bytes: &[u8]) -> Head {
    let text = String::from_utf8_lossy(bytes.get(..bytes.len().min(8_192)).unwrap_or_default());
    let Some((_, root)) = text.split_once("<svg") else { return Head::Other };
    let root = root.split('>').next().unwrap_or_default();
    let attribute = |name: &str| {
        let (_, value) = root.split_once(&format!(" {name}="))?;
        let quote = value.chars().next().filter(|quote| *quote == '"' || *quote == '\'')?;
        value.get(1..)?.split(quote).next()
    };
    let pixels = |text: &str| {
        let number: f64 = text.trim().trim_end_matches("px").parse().ok()?;
        (1.0..100_000.0).contains(&number).then_some(number as u32)
    };
    let own = attribute("width").and_then(pixels).zip(attribute("height").and_then(pixels));
    let boxed = || {
        let numbers: Vec<&str> = attribute("viewBox")?.split([' ', ',']).filter(|part| !part.is_empty()).collect();
        let [_, _, width, height] = numbers.as_slice() else { return None };
        pixels(width).zip(pixels(height))
    };
    own.or_else(boxed).map_or(Head::Unmeasured, |(width, height)| Head::Picture(width, height))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_format_tells_its_size() {
        let png =
            [&[0x89, b'P', b'N', b'G', 13, 10, 0x1A, 10, 0, 0, 0, 13, b'I', b'H', b'D', b'R'][..], &[0, 0, 3, 132, 0, 0, 4, 176]].concat();
        assert_eq!(head(&png), Head::Picture(900, 1200));
        assert_eq!(head(b"GIF89a\x0A\x00\x14\x00"), Head::Picture(10, 20));
        let jpeg = [&[0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC4, 0, 2, 0xFF, 0xC2, 0, 11, 8, 1, 0, 2, 0][..]].concat();
        assert_eq!(head(&jpeg), Head::Picture(512, 256));
        let lossy = [&b"RIFF\0\0\0\0WEBPVP8 "[..], &[0; 10], &[100, 0, 50, 0]].concat();
        assert_eq!(head(&lossy), Head::Picture(100, 50));
        let extended = [&b"RIFF\0\0\0\0WEBPVP8X"[..], &[0; 8], &[99, 0, 0, 49, 0, 0, 0]].concat();
        assert_eq!(head(&extended), Head::Picture(100, 50));
        assert_eq!(head(b"<?xml version='1.0'?><svg xmlns='x' viewBox='0 0 30.5 40'>"), Head::Picture(30, 40));
        assert_eq!(head(b"<svg width=\"12px\" height=\"13\">"), Head::Picture(12, 13));
    }

    #[test]
    fn what_is_broken_or_no_picture_has_no_size() {
        assert_eq!(head(b""), Head::Other);
        assert_eq!(head(b"<html>"), Head::Other);
        assert_eq!(head(b"GIF89a"), Head::Unmeasured);
        assert_eq!(head(&[0xFF, 0xD8, 0xFF, 0xE0, 0, 0]), Head::Unmeasured);
        assert_eq!(head(&[0xFF, 0xD8]), Head::Unmeasured);
        assert_eq!(head(b"<svg width=\"\xC3\xA9\" height='1e99'>"), Head::Unmeasured);
    }
}
