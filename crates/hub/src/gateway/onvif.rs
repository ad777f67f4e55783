//! ONVIF's PTZ service: AbsoluteMove, GetStatus, GetPresets, GotoPreset, Stop, by SOAP with a WS-Security user name token.
//!
//! Source: ONVIF PTZ Service Specification and its WSDL (`ver20/ptz/wsdl`); OASIS Web Services Security UsernameToken Profile
//! 1.0. The token is good by the device's clock: one whose clock is off refuses it.

use std::time::Duration;

use axum::http::Request;
use axum::http::header::CONTENT_TYPE;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use http_body_util::Full;
use quick_xml::Reader;
use quick_xml::escape::escape;
use quick_xml::events::{BytesStart, Event};
use sha1::{Digest as _, Sha1};

use super::client::refused;
use super::{Client, GatewayError};
use crate::clock::{rfc3339, system_now};
use crate::config::{BaseUrl, OnvifConfig, OnvifSpace, Secret};

/// The largest answer, in bytes.
const LARGEST_ANSWER: usize = 512 * 1024;
/// How long a device may take to answer.
const ANSWER_WITHIN: Duration = Duration::from_secs(4);
/// The most presets of a device that are told on.
const MOST_PRESETS: usize = 256;

/// Where a device looks, in its own numbers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Position {
    /// About the vertical.
    pub pan: f64,
    /// Up.
    pub tilt: f64,
    /// 0 to 1.
    pub zoom: f64,
}

/// A place that a device knows by name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Preset {
    /// What it is called by.
    pub token: String,
    /// What it is called.
    pub name: String,
}

/// A device's PTZ service.
#[derive(Debug)]
pub struct Onvif {
    api: BaseUrl,
    user: String,
    password: Secret,
    profile: String,
    space: OnvifSpace,
    client: Client,
}

impl Onvif {
    /// The service as configured.
    #[must_use]
    pub fn of(config: &OnvifConfig) -> Self {
        Self {
            api: config.api.clone(),
            user: config.user.clone(),
            password: config.password.clone(),
            profile: config.profile.clone(),
            space: config.space,
            client: Client::default().patient(ANSWER_WITHIN),
        }
    }

    /// Has it look somewhere.
    ///
    /// # Errors
    /// When it does not take it.
    pub async fn look(&self, at: Position) -> Result<(), GatewayError> {
        let Position { pan, tilt, zoom } = at;
        let space = match self.space {
            OnvifSpace::Degrees => "SphericalPositionSpaceDegrees",
            OnvifSpace::Generic => "PositionGenericSpace",
        };
        let spaces = "http://www.onvif.org/ver10/tptz";
        let position = format!(
            "<tptz:Position><tt:PanTilt x=\"{pan:.6}\" y=\"{tilt:.6}\" space=\"{spaces}/PanTiltSpaces/{space}\"/>\
             <tt:Zoom x=\"{zoom:.6}\" space=\"{spaces}/ZoomSpaces/PositionGenericSpace\"/></tptz:Position>"
        );
        self.ask("AbsoluteMove", &position).await.map(|_| ())
    }

    /// Has it stop.
    ///
    /// # Errors
    /// When it does not take it.
    pub async fn stop(&self) -> Result<(), GatewayError> {
        let all = "<tptz:PanTilt>true</tptz:PanTilt><tptz:Zoom>true</tptz:Zoom>";
        self.ask("Stop", all).await.map(|_| ())
    }

    /// Where it looks.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn status(&self) -> Result<Position, GatewayError> {
        let answer = self.ask("GetStatus", "").await?;
        position(&answer).ok_or(GatewayError::Unusable)
    }

    /// The places that it knows.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn presets(&self) -> Result<Vec<Preset>, GatewayError> {
        let answer = self.ask("GetPresets", "").await?;
        presets(&answer).ok_or(GatewayError::Unusable)
    }

    /// Has it look where a preset is.
    ///
    /// # Errors
    /// When it does not take it.
    pub async fn call(&self, preset: &Preset) -> Result<(), GatewayError> {
        let token = escape(preset.token.as_str());
        let preset = format!("<tptz:PresetToken>{token}</tptz:PresetToken>");
        self.ask("GotoPreset", &preset).await.map(|_| ())
    }

    async fn ask(&self, what: &str, about: &str) -> Result<String, GatewayError> {
        let mut nonce = [0; 16];
        getrandom::fill(&mut nonce).map_err(|_| GatewayError::Busy)?;
        let token = token(
            &self.user,
            self.password.reveal(),
            &nonce,
            &rfc3339(system_now()),
        );
        let profile = escape(self.profile.as_str());
        let body = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\
             <s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" xmlns:tptz=\"http://www.onvif.org/ver20/ptz/wsdl\" \
             xmlns:tt=\"http://www.onvif.org/ver10/schema\"><s:Header>{token}</s:Header><s:Body><tptz:{what}>\
             <tptz:ProfileToken>{profile}</tptz:ProfileToken>{about}</tptz:{what}></s:Body></s:Envelope>"
        );
        let said = format!(
            "application/soap+xml; charset=utf-8; action=\"http://www.onvif.org/ver20/ptz/wsdl/{what}\""
        );
        let request = Request::post(self.api.at("").ok_or(GatewayError::Unusable)?)
            .header(CONTENT_TYPE, said)
            .body(Full::new(Bytes::from(body)))
            .map_err(|_| GatewayError::Unusable)?;
        let (status, _, answer) = self.client.whole(request, LARGEST_ANSWER).await?;
        refused(status)?;
        String::from_utf8(answer.to_vec()).map_err(|_| GatewayError::Unusable)
    }
}

/// Who asks: Base64(SHA-1(nonce, created, password)) instead of the password.
fn token(user: &str, password: &str, nonce: &[u8], created: &str) -> String {
    let namespace = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss";
    let digest = Sha1::new()
        .chain_update(nonce)
        .chain_update(created)
        .chain_update(password);
    let digest = STANDARD.encode(digest.finalize());
    let (user, nonce) = (escape(user), STANDARD.encode(nonce));
    format!(
        "<wsse:Security s:mustUnderstand=\"1\" xmlns:wsse=\"{namespace}-wssecurity-secext-1.0.xsd\" \
         xmlns:wsu=\"{namespace}-wssecurity-utility-1.0.xsd\"><wsse:UsernameToken><wsse:Username>{user}</wsse:Username>\
         <wsse:Password Type=\"{namespace}-username-token-profile-1.0#PasswordDigest\">{digest}</wsse:Password>\
         <wsse:Nonce EncodingType=\"{namespace}-soap-message-security-1.0#Base64Binary\">{nonce}</wsse:Nonce>\
         <wsu:Created>{created}</wsu:Created></wsse:UsernameToken></wsse:Security>"
    )
}

fn number(element: &BytesStart<'_>, attribute: &str) -> Option<f64> {
    let value = element.try_get_attribute(attribute).ok()??;
    let value: f64 = std::str::from_utf8(&value.value)
        .ok()?
        .trim()
        .parse()
        .ok()?;
    value.is_finite().then_some(value)
}

/// The position of an answer to GetStatus. A device without a motor for one of them leaves it out: it is 0.
fn position(answer: &str) -> Option<Position> {
    let mut reader = Reader::from_str(answer);
    let (mut turned, mut zoom) = (None, None);
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                b"PanTilt" if turned.is_none() => {
                    turned = number(&element, "x").zip(number(&element, "y"))
                }
                b"Zoom" if zoom.is_none() => zoom = number(&element, "x"),
                _ => {}
            },
            Event::Eof => break,
            _ => {}
        }
    }
    if turned.is_none() && zoom.is_none() {
        return None;
    }
    let (pan, tilt) = turned.unwrap_or_default();
    Some(Position {
        pan,
        tilt,
        zoom: zoom.unwrap_or_default(),
    })
}

/// The presets of an answer to GetPresets; one without a name is called by its token.
fn presets(answer: &str) -> Option<Vec<Preset>> {
    let mut reader = Reader::from_str(answer);
    let mut presets: Vec<Preset> = Vec::new();
    let mut answered = false;
    let mut in_name = false;
    loop {
        match reader.read_event().ok()? {
            Event::Start(element) | Event::Empty(element) => match element.local_name().as_ref() {
                b"GetPresetsResponse" => answered = true,
                b"Preset" if presets.len() < MOST_PRESETS => {
                    let token = element.try_get_attribute("token").ok()??;
                    let token = String::from_utf8(token.value.to_vec()).ok()?;
                    let name = token.clone();
                    presets.push(Preset { token, name });
                }
                b"Name" => in_name = true,
                _ => {}
            },
            Event::Text(text) if in_name => {
                let name = String::from_utf8(text.to_vec()).ok()?;
                if let Some(preset) = presets.last_mut().filter(|_| !name.trim().is_empty()) {
                    name.trim().clone_into(&mut preset.name);
                }
            }
            Event::End(element) if element.local_name().as_ref() == b"Name" => in_name = false,
            Event::Eof => return answered.then_some(presets),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_password_is_told_as_the_programmers_guide_tells_it() {
        // ONVIF Application Programmer's Guide, 6.1.1.3.
        let nonce = STANDARD.decode("LKqI6G/AikKCQrN0zqZFlg==").expect("Base64");
        let token = token("user", "userpassword", &nonce, "2010-09-16T07:50:45Z");
        assert!(token.contains("tuOSpGlFlIXsozq4HFNeeGeFLEI="), "{token}");
        assert!(!token.contains("userpassword"));
    }

    #[test]
    fn a_status_is_read_whatever_its_prefixes_and_nothing_is_none() {
        let told = "<a:Envelope><a:Body><b:GetStatusResponse><b:PTZStatus><c:Position><c:PanTilt x=\"12.5\" y=\"-3\" space=\"s\"/>\
                    <c:Zoom x=\"0.25\"/></c:Position><c:MoveStatus><c:PanTilt>IDLE</c:PanTilt><c:Zoom>IDLE</c:Zoom></c:MoveStatus>\
                    </b:PTZStatus></b:GetStatusResponse></a:Body></a:Envelope>";
        let looks = Position {
            pan: 12.5,
            tilt: -3.0,
            zoom: 0.25,
        };
        assert_eq!(position(told), Some(looks));
        for useless in [
            "",
            "<html><body>no</body></html>",
            "<a:PanTilt x=\"inf\" y=\"1\"/>",
            "<a",
            "not XML",
        ] {
            assert_eq!(position(useless), None, "{useless}");
        }
    }

    #[test]
    fn presets_are_read_with_their_names() {
        let told = "<e><GetPresetsResponse><Preset token=\"1\"><Name>大门</Name></Preset><Preset token=\"2\"/></GetPresetsResponse></e>";
        let preset = |token: &str, name: &str| Preset {
            token: token.to_owned(),
            name: name.to_owned(),
        };
        assert_eq!(
            presets(told),
            Some(vec![preset("1", "大门"), preset("2", "2")])
        );
        assert_eq!(presets("<html/>"), None);
    }
}
