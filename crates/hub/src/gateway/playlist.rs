//! HLS playlists (RFC 8216) as they are passed on: what they name is named relative to them, and stays within the stream's folder.

use axum::http::Uri;

/// A playlist that is not passed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PlaylistError {
    /// It is none.
    #[error("it is no playlist")]
    NotAPlaylist,
    /// It names something that is not the stream's.
    #[error("it leads away from its stream")]
    LeadsAway,
}

/// The playlist with everything it names relative to itself. `file` is its own name below the folder.
///
/// # Errors
/// When it is no playlist, or names what lies elsewhere.
pub fn rewritten(text: &str, folder: &Uri, file: &str) -> Result<String, PlaylistError> {
    if !text.trim_start_matches('\u{feff}').starts_with("#EXTM3U") {
        return Err(PlaylistError::NotAPlaylist);
    }
    let mut out = String::with_capacity(text.len());
    for line in text.lines() {
        let line = line.trim();
        if line.starts_with('#') {
            with_attributes(line, folder, file, &mut out)?;
        } else if !line.is_empty() {
            out.push_str(&relative(line, folder, file)?);
        }
        out.push('\n');
    }
    Ok(out)
}

/// A tag with every `URI="…"` of it made relative.
fn with_attributes(
    line: &str,
    folder: &Uri,
    file: &str,
    out: &mut String,
) -> Result<(), PlaylistError> {
    const ATTRIBUTE: &str = "URI=\"";
    let mut rest = line;
    while let Some(begin) = rest.find(ATTRIBUTE) {
        let (before, value) = rest.split_at(begin + ATTRIBUTE.len());
        let (value, after) = value.split_once('"').ok_or(PlaylistError::NotAPlaylist)?;
        out.push_str(before);
        out.push_str(&relative(value, folder, file)?);
        out.push('"');
        rest = after;
    }
    if rest.contains("://") {
        return Err(PlaylistError::LeadsAway);
    }
    out.push_str(rest);
    Ok(())
}

/// What a reference names, from the playlist's own place.
fn relative(reference: &str, folder: &Uri, file: &str) -> Result<String, PlaylistError> {
    let reference = reference.split('#').next().unwrap_or_default();
    let (path, query) = match reference.split_once('?') {
        Some((path, query)) => (path, Some(query)),
        None => (reference, None),
    };
    let own = file.rsplit_once('/').map_or("", |(own, _)| own);
    let own: Vec<&str> = own.split('/').filter(|part| !part.is_empty()).collect();
    let below = below(path, folder, &own).ok_or(PlaylistError::LeadsAway)?;
    let up = "../".repeat(own.len());
    let query = query.map_or(String::new(), |query| format!("?{query}"));
    Ok(format!("{up}{}{query}", below.join("/")))
}

/// The parts of a path below the folder.
fn below<'a>(path: &'a str, folder: &Uri, own: &[&'a str]) -> Option<Vec<&'a str>> {
    let path = match path.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_at(rest.find('/')?);
            let same = folder.scheme_str() == Some(scheme)
                && folder.authority().map(|known| known.as_str()) == Some(authority);
            path.strip_prefix(folder.path()).filter(|_| same)?
        }
        None if path.starts_with('/') => path.strip_prefix(folder.path())?,
        None => return joined(own, path),
    };
    joined(&[], path)
}

fn joined<'a>(from: &[&'a str], path: &'a str) -> Option<Vec<&'a str>> {
    let mut parts = from.to_vec();
    for part in path.split('/') {
        match part {
            ".." => {
                parts.pop()?;
            }
            "." => {}
            part if is_plain(part) => parts.push(part),
            _ => return None,
        }
    }
    Some(parts)
}

/// Whether a part of a path is just a name, also for whoever decodes it.
#[must_use]
pub fn is_plain(part: &str) -> bool {
    let dotted = part.to_ascii_lowercase().replace("%2e", ".");
    !dotted.is_empty()
        && dotted != "."
        && dotted != ".."
        && !dotted.contains(['\\', ':', '"'])
        && !dotted.contains(char::is_control)
        && ["%2f", "%5c", "%00"]
            .iter()
            .all(|code| !dotted.contains(code))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn folder() -> Uri {
        "http://gw:8888/live/dome/".parse().expect("an address")
    }

    fn named(reference: &str, file: &str) -> Result<String, PlaylistError> {
        relative(reference, &folder(), file)
    }

    #[test]
    fn what_a_playlist_names_is_named_from_its_own_place_and_the_gateway_nowhere() {
        let said = "#EXTM3U\n#EXT-X-MAP:URI=\"http://gw:8888/live/dome/init.mp4\"\n#EXTINF:2,\n/live/dome/a/1.mp4?session=7\n\
                    #EXT-X-PART:DURATION=0.2,URI=\"2.mp4\",INDEPENDENT=YES\n";
        let told = rewritten(said, &folder(), "index.m3u8").expect("a playlist");
        let expected = "#EXTM3U\n#EXT-X-MAP:URI=\"init.mp4\"\n#EXTINF:2,\na/1.mp4?session=7\n\
                        #EXT-X-PART:DURATION=0.2,URI=\"2.mp4\",INDEPENDENT=YES\n";
        assert_eq!(told, expected);
        assert_eq!(named("1.ts", "day/hour.m3u8").as_deref(), Ok("../day/1.ts"));
        assert_eq!(named("../1.ts", "day/hour.m3u8").as_deref(), Ok("../1.ts"));
    }

    #[test]
    fn a_playlist_that_leads_away_is_not_passed_on() {
        for away in [
            "../other/1.ts",
            "/live/other/1.ts",
            "/live/dome/../other/1.ts",
            "http://elsewhere/live/dome/1.ts",
            "https://gw:8888/live/dome/1.ts",
            "%2e%2e/other/1.ts",
            ".%2E/other/1.ts",
            "%2e./other/1.ts",
            "a%2f..%2f1.ts",
            "a\\1.ts",
            "data:text/plain,x",
            "skd://key",
        ] {
            assert_eq!(
                named(away, "index.m3u8"),
                Err(PlaylistError::LeadsAway),
                "{away}"
            );
        }
        let tag = "#EXTM3U\n#EXT-X-NOTE:http://gw:8888/\n";
        assert_eq!(
            rewritten(tag, &folder(), "index.m3u8"),
            Err(PlaylistError::LeadsAway)
        );
        let page = rewritten("<html>", &folder(), "index.m3u8");
        assert_eq!(page, Err(PlaylistError::NotAPlaylist));
    }
}
