//! What one network has told: the only place of the screen where a world is changed.

use std::collections::BTreeMap;

use domain::{Incident, IncidentId, IncidentRef, Network, Seq, UnitId, UnitPosition};
use protocol::{LogId, Resume, ServerFrame, SnapshotPart, Unpacked};
use world::World;

use super::{DirtySet, RunningClock, Touched};
use crate::platform::PageTime;

/// What one network has told so far.
#[derive(Debug)]
pub struct Feed {
    network: Network,
    world: World,
    greeted_by: Option<LogId>,
    log: Option<LogId>,
    clock: Option<RunningClock>,
    assembly: Option<Assembly>,
    units: BTreeMap<UnitId, UnitPosition>,
    frames: u64,
}

/// A snapshot whose last part has not come yet. The old picture stays until then.
#[derive(Debug)]
struct Assembly {
    world: World,
    through: Seq,
    next: u32,
    parts: u32,
}

/// Frames that do not fit together: what was known stays, and the feed must begin again from a snapshot.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BrokenFeed {
    /// A part of a snapshot came out of turn.
    #[error("part {got} of a snapshot came where part {expected} was due")]
    PartOutOfTurn {
        /// Which one was due.
        expected: u32,
        /// Which one came.
        got: u32,
    },
    /// Changes came before the picture that they change.
    #[error("changes came in the middle of a snapshot")]
    DeltasInSnapshot,
    /// The hub speaks for another network.
    #[error("the hub speaks for the {0} network")]
    AnotherNetwork(Network),
}

impl Feed {
    /// A feed that has told nothing.
    #[must_use]
    pub fn new(network: Network) -> Self {
        Self {
            network,
            world: World::new(),
            greeted_by: None,
            log: None,
            clock: None,
            assembly: None,
            units: BTreeMap::new(),
            frames: 0,
        }
    }

    /// Folds one frame, heard at `at`, and notes in `dirty` what must be drawn anew.
    ///
    /// # Errors
    /// When the frame does not fit what came before it; nothing was folded then.
    pub fn fold(
        &mut self,
        frame: ServerFrame,
        at: PageTime,
        dirty: &mut DirtySet,
    ) -> Result<(), BrokenFeed> {
        match frame {
            ServerFrame::Hello(hello) => {
                if hello.network != self.network {
                    return Err(BrokenFeed::AnotherNetwork(hello.network));
                }
                self.assembly = None;
                self.greeted_by = Some(hello.log);
                if hello.resumed_after.is_some() {
                    self.log = Some(hello.log);
                }
                self.hear_time(hello.clock, at);
            }
            ServerFrame::Snapshot(part) => self.assemble(part, dirty)?,
            ServerFrame::Deltas(deltas) => {
                if self.assembly.is_some() {
                    return Err(BrokenFeed::DeltasInSnapshot);
                }
                let through = deltas.through();
                let mut unpacking = deltas.unpack();
                while let Some(delta) = unpacking.next() {
                    self.fold_delta(delta, dirty);
                }
                self.world.advance(through);
            }
            ServerFrame::Positions(positions) => self.place_units(positions, dirty),
            ServerFrame::Heartbeat { clock, through } => {
                self.hear_time(clock, at);
                if self.assembly.is_none() {
                    self.world.advance(through);
                }
            }
        }
        self.frames += 1;
        Ok(())
    }

    fn hear_time(&mut self, clock: protocol::DeploymentClock, at: PageTime) {
        match &mut self.clock {
            Some(running) => running.hear(clock, at),
            None => self.clock = Some(RunningClock::told(clock, at)),
        }
    }

    fn assemble(&mut self, part: SnapshotPart, dirty: &mut DirtySet) -> Result<(), BrokenFeed> {
        let expected = self.assembly.as_ref().map_or(0, |assembly| assembly.next);
        if part.part == 0 {
            self.assembly = Some(Assembly {
                world: World::new(),
                through: part.through,
                next: 0,
                parts: part.parts,
            });
        } else if part.part != expected {
            self.assembly = None;
            return Err(BrokenFeed::PartOutOfTurn {
                expected,
                got: part.part,
            });
        }
        if let Some(assembly) = &mut self.assembly {
            for incident in part.incidents {
                assembly.world.enter(incident);
            }
            assembly.next = part.part + 1;
            if assembly.next < assembly.parts {
                return Ok(());
            }
        }
        if let Some(mut assembly) = self.assembly.take() {
            assembly.world.advance(assembly.through);
            self.world = assembly.world;
            if self.log != self.greeted_by {
                // Another log's samples may be later than this one's ever will be.
                self.units.clear();
            }
            self.log = self.greeted_by;
            dirty.mark_everything();
        }
        Ok(())
    }

    fn fold_delta(&mut self, delta: Unpacked<'_>, dirty: &mut DirtySet) {
        let network = self.network;
        let reference = |id| IncidentRef { network, id };
        match delta {
            Unpacked::Event(event) => {
                if event.seq <= self.world.through() {
                    return;
                }
                if let Some(change) = self.world.apply(event) {
                    note(change, network, dirty);
                }
            }
            Unpacked::Entered(incident) => {
                let known = self.world.incident(incident.id);
                if known.is_some_and(|known| known.version > incident.version) {
                    return;
                }
                let change = self.world.enter(*incident);
                note(change, network, dirty);
            }
            Unpacked::Left(id) => {
                if self.world.leave(id).is_some() {
                    dirty.remove(reference(id));
                }
            }
        }
    }

    fn place_units(&mut self, positions: Vec<UnitPosition>, dirty: &mut DirtySet) {
        for position in positions {
            let older = self
                .units
                .get(&position.unit)
                .is_some_and(|known| known.sampled_at > position.sampled_at);
            if older {
                continue;
            }
            dirty.move_unit(position.unit.clone());
            match self.units.get_mut(&position.unit) {
                Some(known) => *known = position,
                None => {
                    self.units.insert(position.unit.clone(), position);
                }
            }
        }
    }

    /// The world as it was folded.
    #[must_use]
    pub const fn world(&self) -> &World {
        &self.world
    }

    /// One incident.
    #[must_use]
    pub fn incident(&self, id: IncidentId) -> Option<&Incident> {
        self.world.incident(id)
    }

    /// The deployment's clock, once the hub has told it.
    #[must_use]
    pub const fn clock(&self) -> Option<&RunningClock> {
        self.clock.as_ref()
    }

    /// Where every crew was last.
    pub fn units(&self) -> impl Iterator<Item = &UnitPosition> {
        self.units.values()
    }

    /// Where one crew was last.
    #[must_use]
    pub fn unit(&self, unit: &UnitId) -> Option<&UnitPosition> {
        self.units.get(unit)
    }

    /// From where a new connection can go on; `None` while there is no whole picture to go on from.
    #[must_use]
    pub fn resume(&self) -> Option<Resume> {
        Some(Resume {
            log: self.log?,
            after: self.world.through(),
        })
    }

    /// Whether a whole picture, be it an empty one, has come.
    #[must_use]
    pub const fn is_told(&self) -> bool {
        self.log.is_some()
    }

    /// Whether some parts of a snapshot have come and others have not.
    #[must_use]
    pub const fn is_assembling(&self) -> bool {
        self.assembly.is_some()
    }

    /// How many frames were folded.
    #[must_use]
    pub const fn frames(&self) -> u64 {
        self.frames
    }
}

fn note(change: world::Change, network: Network, dirty: &mut DirtySet) {
    let incident = IncidentRef {
        network,
        id: change.incident,
    };
    if change.disappeared {
        dirty.remove(incident);
    } else {
        dirty.touch(Touched {
            incident,
            stage_changed: change.stage_changed,
            place_changed: change.place_changed,
        });
    }
}
