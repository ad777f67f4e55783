//! Every version in one SQLite file beside the accounts; it refuses to change or delete what stands in it.

use std::path::Path;

use domain::{CameraId, Name, Network, PersonId, Timestamp, Wgs84};
use geodesy::Calibration;
use protocol::ControlSheet;
use rusqlite::{Connection, Row, params};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{CalibrationVersion, Label, LabelText, Signature, SurveyError};
use crate::write_ahead::WAIT_FOR_LOCK;

/// The layout of the tables.
const LAYOUT: i64 = 1;

const TABLES: &str = "
    CREATE TABLE calibrations (
        camera TEXT NOT NULL,
        version INTEGER NOT NULL,
        at INTEGER NOT NULL,
        author TEXT NOT NULL,
        restores INTEGER,
        document TEXT NOT NULL,
        PRIMARY KEY (camera, version)
    ) WITHOUT ROWID;
    CREATE TABLE labels (
        id INTEGER NOT NULL,
        version INTEGER NOT NULL,
        at INTEGER NOT NULL,
        author TEXT NOT NULL,
        network TEXT NOT NULL,
        removed INTEGER NOT NULL,
        document TEXT NOT NULL,
        PRIMARY KEY (id, version)
    ) WITHOUT ROWID;
    CREATE TRIGGER calibrations_are_not_changed BEFORE UPDATE ON calibrations
        BEGIN SELECT RAISE(ABORT, 'versions are not changed'); END;
    CREATE TRIGGER calibrations_are_not_deleted BEFORE DELETE ON calibrations
        BEGIN SELECT RAISE(ABORT, 'versions are not deleted'); END;
    CREATE TRIGGER labels_are_not_changed BEFORE UPDATE ON labels
        BEGIN SELECT RAISE(ABORT, 'versions are not changed'); END;
    CREATE TRIGGER labels_are_not_deleted BEFORE DELETE ON labels
        BEGIN SELECT RAISE(ABORT, 'versions are not deleted'); END;
";

/// The file.
#[derive(Debug)]
pub(super) struct Store {
    connection: Connection,
}

/// What a calibration says besides its columns.
#[derive(Serialize)]
struct CalibrationRow<'a> {
    #[serde(flatten)]
    sheet: &'a ControlSheet,
    result: &'a Option<Calibration>,
}

/// What a label says besides its columns.
#[derive(Serialize, Deserialize)]
struct LabelRow {
    name: Name,
    position: Wgs84,
    height_metres: f64,
}

impl Store {
    pub fn open(file: &Path) -> Result<Self, SurveyError> {
        let mut connection = Connection::open(file)?;
        connection.busy_timeout(WAIT_FOR_LOCK)?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "FULL")?;
        let found: i64 = connection.pragma_query_value(None, "user_version", |row| row.get(0))?;
        if found > LAYOUT {
            return Err(SurveyError::Layout {
                found,
                known: LAYOUT,
            });
        }
        if found < LAYOUT {
            let making = connection.transaction()?;
            making.execute_batch(TABLES)?;
            making.pragma_update(None, "user_version", LAYOUT)?;
            making.commit()?;
        }
        Ok(Self { connection })
    }

    pub fn newest_calibrations(&self) -> Result<Vec<(CameraId, CalibrationVersion)>, SurveyError> {
        // SQLite takes the other columns from the row that has the greatest version.
        let select = "SELECT camera, max(version), at, author, restores, document
            FROM calibrations GROUP BY camera";
        let mut select = self.connection.prepare(select)?;
        let mut rows = select.query([])?;
        let mut newest = Vec::new();
        while let Some(row) = rows.next()? {
            let camera: String = row.get(0)?;
            // A camera that no catalogue can name is in none.
            if let Ok(camera) = CameraId::try_from(camera.as_str()) {
                newest.push((camera, calibration(row)?));
            }
        }
        Ok(newest)
    }

    /// The newest first.
    pub fn calibrations(&self, camera: &CameraId) -> Result<Vec<CalibrationVersion>, SurveyError> {
        let mut select = self.connection.prepare_cached(
            "SELECT camera, version, at, author, restores, document FROM calibrations
             WHERE camera = ?1 ORDER BY version DESC",
        )?;
        let mut rows = select.query([camera.as_str()])?;
        let mut versions = Vec::new();
        while let Some(row) = rows.next()? {
            versions.push(calibration(row)?);
        }
        Ok(versions)
    }

    pub fn keep_calibration(
        &self,
        camera: &CameraId,
        kept: &CalibrationVersion,
    ) -> Result<(), SurveyError> {
        let document = serde_json::to_string(&CalibrationRow {
            sheet: &kept.sheet,
            result: &kept.result,
        })?;
        self.connection.execute(
            "INSERT INTO calibrations (camera, version, at, author, restores, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                camera.as_str(),
                kept.version.cast_signed(),
                kept.signature.at.0,
                kept.signature.author.as_str(),
                kept.restores.map(u64::cast_signed),
                document
            ],
        )?;
        Ok(())
    }

    /// Those that were not removed; their areas are for whoever knows the territory.
    pub fn newest_labels(&self) -> Result<Vec<Label>, SurveyError> {
        let select = "SELECT id, max(version), at, author, network, removed, document
            FROM labels GROUP BY id ORDER BY id";
        let mut select = self.connection.prepare(select)?;
        let mut rows = select.query([])?;
        let mut labels = Vec::new();
        while let Some(row) = rows.next()? {
            let removed: bool = row.get(5)?;
            let network: String = row.get(4)?;
            if let Ok(network) = network.parse::<Network>()
                && !removed
            {
                let document: String = row.get(6)?;
                let LabelRow {
                    name,
                    position,
                    height_metres,
                } = serde_json::from_str(&document)?;
                labels.push(Label {
                    id: row.get::<_, i64>(0)?.cast_unsigned(),
                    network,
                    area: None,
                    version: row.get::<_, i64>(1)?.cast_unsigned(),
                    signature: signature(row)?,
                    text: LabelText {
                        name,
                        position,
                        height_metres,
                    },
                });
            }
        }
        Ok(labels)
    }

    /// A number that no label had.
    pub fn next_label(&self) -> Result<u64, SurveyError> {
        let last = "SELECT coalesce(max(id), 0) FROM labels";
        let last: i64 = self.connection.query_row(last, [], |row| row.get(0))?;
        Ok(last.cast_unsigned() + 1)
    }

    pub fn keep_label(&self, label: &Label, removed: bool) -> Result<(), SurveyError> {
        let LabelText {
            name,
            position,
            height_metres,
        } = label.text.clone();
        let document = serde_json::to_string(&LabelRow {
            name,
            position,
            height_metres,
        })?;
        self.connection.execute(
            "INSERT INTO labels (id, version, at, author, network, removed, document)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                label.id.cast_signed(),
                label.version.cast_signed(),
                label.signature.at.0,
                label.signature.author.as_str(),
                label.network.as_str(),
                removed,
                document
            ],
        )?;
        Ok(())
    }
}

fn signature(row: &Row<'_>) -> Result<Signature, SurveyError> {
    let author: String = row.get(3)?;
    let author = PersonId::try_from(author.as_str());
    let damaged = |_| rusqlite::Error::InvalidQuery;
    Ok(Signature {
        author: author.map_err(damaged)?,
        at: Timestamp(row.get(2)?),
    })
}

fn calibration(row: &Row<'_>) -> Result<CalibrationVersion, SurveyError> {
    let document: String = row.get(5)?;
    let mut document: Value = serde_json::from_str(&document)?;
    let result = document["result"].take();
    Ok(CalibrationVersion {
        version: row.get::<_, i64>(1)?.cast_unsigned(),
        signature: signature(row)?,
        restores: row.get::<_, Option<i64>>(4)?.map(i64::cast_unsigned),
        sheet: ControlSheet::read(&document)?,
        result: serde_json::from_value(result)?,
    })
}
