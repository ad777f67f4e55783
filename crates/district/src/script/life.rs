//! One incident's life, from the report to its end.

use std::sync::Arc;

use domain::{
    ArcStr, Assignee, CategoryId, Channel, DepartmentId, DeskId, ExternalId, Millis, PlatformId,
    Priority, Rules, Timestamp,
};
use world::{Act, Report};

use crate::chance::Chance;
use crate::code::code;
use crate::organisation::{Crew, JUSTICE_OFFICE, LAW_ENFORCEMENT, POLICE_STATION};
use crate::roster::SEATS;

use super::job::Job;
use super::scenery::Site;
use super::watch::{Choice, Engaged, Wanted, Watch};
use super::{Scripted, Told};

/// What is out of the ordinary about an incident.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Twist {
    /// Nothing.
    None,
    /// Dispatched after more than a minute.
    DispatchedLate,
    /// On scene after more than five minutes.
    ArrivedLate,
    /// The station sends the order back.
    Returned,
    /// Verification sends it back.
    Reworked,
    /// Handled longer than its category allows.
    HandledLate,
    /// Put aside for a while.
    Suspended,
    /// Not for the centre.
    Rejected,
    /// Closed without verification.
    ClosedUnverified,
    /// The platform sends its report twice.
    SentTwice,
}

/// What is known of an incident before its life begins.
#[derive(Clone, Debug)]
pub(crate) struct Birth {
    pub(crate) platform: PlatformId,
    pub(crate) external_id: ExternalId,
    pub(crate) at: Timestamp,
    pub(crate) subject: ArcStr,
    pub(crate) category: CategoryId,
    pub(crate) channel: Channel,
    pub(crate) site: Site,
    pub(crate) details: Option<Arc<str>>,
}

/// How an incident is dealt with.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Course {
    pub(crate) crews: &'static [Crew],
    pub(crate) department: Option<&'static str>,
    /// How long handling takes, in minutes: from, to.
    pub(crate) minutes: (f64, f64),
    /// What is reported back while it is handled, and at the end.
    pub(crate) words: (&'static str, &'static str),
    /// How likely a second crew is called, 0 to 1.
    pub(crate) second: f64,
    pub(crate) twist: Twist,
}

/// Writes lives into a day.
#[derive(Debug)]
pub(crate) struct Writer<'a> {
    pub(crate) watch: &'a Watch,
    pub(crate) rules: &'a Rules,
    pub(crate) engaged: &'a mut Engaged,
    pub(crate) facts: &'a mut Vec<Scripted>,
    pub(crate) jobs: &'a mut Vec<Job>,
    pub(crate) chance: Chance,
}

/// One life that is being written; `now` only moves forwards.
#[derive(Debug)]
pub(crate) struct Life<'a> {
    writer: Writer<'a>,
    birth: Birth,
    seat: DeskId,
    now: Timestamp,
}

/// A unit that was sent.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent {
    pub(crate) choice: Choice,
    /// Since when it is engaged.
    from: Timestamp,
    started_at: Timestamp,
    arrived_at: Timestamp,
}

/// Nobody is asked to come for less, or has to be free for longer, than this many minutes of work.
const AT_LEAST_MINUTES: (f64, f64) = (10.0, 30.0);

/// How long after its receipt of the order a late crew arrives, in seconds: from, to.
const LATE_SECS: (f64, f64) = (330.0, 720.0);
/// What passes at most between the last word on a matter and the way back.
const CLEARING: Millis = Millis::from_secs(140);

/// The department that helps where no crew of these trades can come.
fn department_beside(crews: &[Crew]) -> &'static str {
    match crews.first() {
        Some(Crew::Patrol | Crew::Police) => POLICE_STATION,
        Some(Crew::Mediators) => JUSTICE_OFFICE,
        _ => LAW_ENFORCEMENT,
    }
}

fn secs(secs: f64) -> Millis {
    Millis(libm::round(secs * 1_000.0) as i64)
}

impl<'a> Writer<'a> {
    /// Begins a life with its report; a vague one names no category.
    pub(crate) fn report(mut self, birth: Birth, vague: bool) -> Life<'a> {
        let seat = code(SEATS[self.chance.below(SEATS.len())]);
        let now = birth.at;
        let mut life = Life {
            writer: self,
            birth,
            seat,
            now,
        };
        life.tell_report(vague);
        life
    }
}

impl Life<'_> {
    fn tell_report(&mut self, vague: bool) {
        let birth = &self.birth;
        let report = Report {
            platform: birth.platform.clone(),
            external_id: birth.external_id.clone(),
            subject: birth.subject.clone(),
            category: (!vague).then(|| birth.category.clone()),
            priority: None,
            channel: birth.channel,
            place: birth.site.place(&self.writer.watch.plane),
            details: None,
            caller: None,
            exercise: false,
        };
        let details = birth.details.clone();
        self.push(
            Told::Act(Act::Report(Box::new(report))),
            None,
            None,
            details,
        );
    }

    fn push(
        &mut self,
        told: Told,
        desk: Option<DeskId>,
        note: Option<Arc<str>>,
        details: Option<Arc<str>>,
    ) {
        self.writer.facts.push(Scripted {
            at: self.now,
            platform: self.birth.platform.clone(),
            external_id: self.birth.external_id.clone(),
            told,
            desk,
            note,
            details,
        });
    }

    /// Lets time pass.
    pub(crate) fn wait(&mut self, from_secs: f64, to_secs: f64) {
        let pause = secs(self.writer.chance.between(from_secs, to_secs));
        self.now = self.now + pause;
    }

    fn wait_until(&mut self, at: Timestamp) {
        self.now = self.now.max(at);
    }

    /// The centre's seat does something.
    pub(crate) fn centre(&mut self, act: Act, note: Option<&str>) {
        self.push(
            Told::Act(act),
            Some(self.seat.clone()),
            note.map(Into::into),
            None,
        );
    }

    fn by(&mut self, desk: DeskId, act: Act, note: Option<&str>) {
        self.push(Told::Act(act), Some(desk), note.map(Into::into), None);
    }

    /// The centre finds that it is the same matter as another incident.
    pub(crate) fn same_as(&mut self, platform: &PlatformId, external_id: &ExternalId) {
        let told = Told::SameAs {
            platform: platform.clone(),
            external_id: external_id.clone(),
        };
        self.push(
            told,
            Some(self.seat.clone()),
            Some("与已受理事件为同一事件".into()),
            None,
        );
    }

    /// The centre takes it in, filling in what the report left open.
    pub(crate) fn accept(&mut self, vague: bool) {
        let category = vague.then(|| self.birth.category.clone());
        let own = self
            .writer
            .rules
            .category(Some(&self.birth.category))
            .map(|category| category.priority);
        let priority = own.filter(|&priority| vague && priority > Priority::Routine);
        self.centre(
            Act::Accept {
                category,
                priority,
                place: None,
            },
            None,
        );
    }

    /// The whole of an ordinary life after its report.
    pub(crate) fn run(mut self, course: &Course, vague: bool) {
        let reported_at = self.now;
        if course.twist == Twist::SentTwice {
            self.wait(2.0, 9.0);
            self.tell_report(vague);
        }
        let pressing = self
            .writer
            .rules
            .category(Some(&self.birth.category))
            .is_some_and(|category| category.priority > Priority::Routine);
        if pressing && self.writer.chance.happens(0.4) {
            self.wait(3.0, 9.0);
            self.centre(Act::Acknowledge, None);
        }
        self.wait(5.0, 18.0);
        self.accept(vague);
        if course.twist == Twist::Rejected {
            self.wait(50.0, 240.0);
            let reason = ["不属于本街道管辖范围", "经核实情况不实", "重复诉求，已答复"]
                [self.writer.chance.below(3)];
            self.centre(Act::Reject, Some(reason));
            return;
        }
        let dispatch_after = if course.twist == Twist::DispatchedLate {
            (70.0, 200.0)
        } else {
            (26.0, 57.0)
        };
        let dispatch_at = reported_at
            + secs(
                self.writer
                    .chance
                    .between(dispatch_after.0, dispatch_after.1),
            );
        self.wait(2.0, 3.0);
        self.wait_until(dispatch_at);
        match course.department {
            Some(department)
                if self.writer.chance.happens(0.3) && course.twist != Twist::Returned =>
            {
                self.through_department(department, course);
            }
            _ => self.through_station(course),
        }
    }

    fn through_station(&mut self, course: &Course) {
        let (station, desk) = self.station();
        if course.twist != Twist::Returned && self.writer.chance.happens(0.25) {
            self.send_and_handle(course, None);
            return;
        }
        self.centre(Act::Assign(station.clone()), None);
        if course.twist == Twist::Returned {
            self.wait(25.0, 50.0);
            self.by(
                desk,
                Act::Decline(station),
                Some("不属本站职责，请改派责任部门"),
            );
            self.wait(15.0, 40.0);
            self.through_department(course.department.unwrap_or(LAW_ENFORCEMENT), course);
            return;
        }
        let slow = self.writer.chance.happens(0.05);
        if slow {
            self.wait(64.0, 140.0)
        } else {
            self.wait(5.0, 40.0)
        }
        self.by(desk.clone(), Act::Receive(station.clone()), None);
        self.wait(5.0, 25.0);
        self.send_and_handle(course, Some((station, desk)));
    }

    /// Finds a crew and follows the matter to its end; where no crew can come for long, a department has to.
    fn send_and_handle(&mut self, course: &Course, from: Option<(Assignee, DeskId)>) {
        let Some(choice) = self.find(course, None) else {
            self.centre(Act::NobodyFree, None);
            self.wait(40.0, 150.0);
            let department = course
                .department
                .unwrap_or_else(|| department_beside(course.crews));
            match from {
                Some((station, desk)) => self.pass_to_department(station, desk, department),
                None => self.assign_department(department),
            }
            self.claim_and_handle(department, course);
            return;
        };
        if choice.waited {
            self.centre(Act::NobodyFree, None);
            self.wait_until(choice.from);
        }
        let sent = self.send_crew(choice, course.twist == Twist::ArrivedLate, from);
        let mut all = vec![sent];
        if !choice.waited && self.writer.chance.happens(course.second) {
            all.extend(self.reinforce(course, choice.post));
        }
        self.handle(&all, Some(self.unit(choice.post)), course);
    }

    fn unit(&self, post: usize) -> Assignee {
        Assignee::Unit(self.writer.watch.posts[post].unit.clone())
    }

    fn unit_desk(&self, post: usize) -> DeskId {
        code(&self.writer.watch.posts[post].name)
    }

    /// The crew to send.
    fn find(&self, course: &Course, but: Option<usize>) -> Option<Choice> {
        let minutes = course
            .minutes
            .0
            .clamp(AT_LEAST_MINUTES.0, AT_LEAST_MINUTES.1);
        let late = if course.twist == Twist::ArrivedLate {
            LATE_SECS.1
        } else {
            0.0
        };
        let wanted = Wanted {
            site: &self.birth.site,
            crews: course.crews,
            at_least: secs(minutes * 60.0 + late),
            but,
        };
        self.writer
            .watch
            .choose(&*self.writer.engaged, &wanted, self.now)
    }

    /// Gives the incident to a certain crew, from a station's hands or the centre's own, and follows it to the scene.
    pub(crate) fn send_crew(
        &mut self,
        choice: Choice,
        late: bool,
        from: Option<(Assignee, DeskId)>,
    ) -> Sent {
        let ordered_at = self.now;
        let post = choice.post;
        let (unit, desk) = (self.unit(post), self.unit_desk(post));
        match from {
            Some((from, desk)) => {
                let note = format!("派{}前往", self.writer.watch.posts[post].name);
                self.by(
                    desk,
                    Act::HandOver {
                        from,
                        to: unit.clone(),
                    },
                    Some(&note),
                );
            }
            None => self.centre(Act::Assign(unit.clone()), None),
        }
        self.wait(4.0, 22.0);
        self.by(desk.clone(), Act::Receive(unit.clone()), None);
        let received_at = self.now;
        self.wait(2.0, 20.0);
        self.by(desk.clone(), Act::StartOut(unit.clone()), None);
        let started_at = self.now;
        let drive = self.writer.watch.drive_time(post, &self.birth.site).0 as f64
            * self.writer.chance.between(0.9, 1.15);
        self.now = self.now + Millis(libm::round(drive) as i64);
        if late {
            let delay = secs(self.writer.chance.between(LATE_SECS.0, LATE_SECS.1));
            self.wait_until(received_at + delay);
        }
        self.by(desk, Act::Arrive(unit), None);
        Sent {
            choice,
            from: ordered_at,
            started_at,
            arrived_at: self.now,
        }
    }

    /// A second crew beside the first, where one is free.
    fn reinforce(&mut self, course: &Course, first: usize) -> Option<Sent> {
        self.wait(10.0, 60.0);
        let choice = self
            .find(course, Some(first))
            .filter(|choice| !choice.waited)?;
        Some(self.send_crew(choice, false, None))
    }

    pub(crate) fn through_department(&mut self, department: &str, course: &Course) {
        self.assign_department(department);
        self.claim_and_handle(department, course);
    }

    fn assign_department(&mut self, department: &str) {
        self.centre(Act::Assign(Assignee::Department(code(department))), None);
    }

    fn pass_to_department(&mut self, station: Assignee, desk: DeskId, department: &str) {
        self.by(
            desk,
            Act::HandOver {
                from: station,
                to: Assignee::Department(code(department)),
            },
            Some("本站暂无可派力量，转责任部门"),
        );
    }

    fn claim_and_handle(&mut self, department: &str, course: &Course) {
        let assignee = Assignee::Department(code(department));
        let slow = self.writer.chance.happens(0.04);
        if slow {
            self.wait(1_850.0, 2_700.0)
        } else {
            self.wait(70.0, 1_300.0)
        }
        self.by(code(department), Act::Receive(assignee.clone()), None);
        self.wait(120.0, 900.0);
        self.handle(&[], Some(assignee), course);
    }

    fn desk_of(&self, assignee: Option<&Assignee>) -> DeskId {
        match assignee {
            Some(Assignee::Unit(unit)) => {
                let post = self
                    .writer
                    .watch
                    .posts
                    .iter()
                    .find(|post| post.unit == *unit);
                post.map_or_else(|| self.seat.clone(), |post| code(&post.name))
            }
            Some(Assignee::Department(department)) => code(department.as_str()),
            _ => self.seat.clone(),
        }
    }

    /// First response, feedback on time, and the result; then verification.
    pub(crate) fn handle(&mut self, crews: &[Sent], lead: Option<Assignee>, course: &Course) {
        let desk = self.desk_of(lead.as_ref());
        self.wait(5.0, 45.0);
        self.by(desk.clone(), Act::BeginHandling(lead), None);
        let ends = crews.iter().map(|sent| {
            let back = self
                .writer
                .watch
                .drive_time(sent.choice.post, &self.birth.site);
            sent.choice.until - back - CLEARING
        });
        let latest = ends.min();
        self.work(&desk, course, latest);
        self.by(desk.clone(), Act::Resolve, Some(course.words.1));
        if let Some(assignee) = crews.is_empty().then(|| desk_department(&desk)).flatten() {
            self.wait(2.0, 10.0);
            self.by(desk.clone(), Act::Clear(assignee), None);
        }
        for sent in crews {
            self.wait(5.0, 60.0);
            self.clear(*sent);
        }
        self.verify(&desk, course);
    }

    /// Ends a unit's part: it drives back to where it waits.
    pub(crate) fn clear(&mut self, sent: Sent) {
        let post = sent.choice.post;
        let (unit, desk) = (self.unit(post), self.unit_desk(post));
        self.by(desk, Act::Clear(unit), None);
        let site = &self.birth.site;
        let back_at = self.now + self.writer.watch.drive_time(post, site);
        self.writer.engaged.engage(&sent.choice, sent.from, back_at);
        // Only the first crew of a unit is seen: one mark cannot be in two places.
        if sent.choice.crew == 0 {
            self.writer.jobs.push(Job {
                post,
                corner: site.corner,
                kerb: site.kerb,
                spot: site.spot,
                started_at: sent.started_at,
                arrived_at: sent.arrived_at,
                cleared_at: self.now,
                back_at,
            });
        }
    }

    /// Works on it, until `latest` where a crew has to be elsewhere afterwards.
    fn work(&mut self, desk: &DeskId, course: &Course, latest: Option<Timestamp>) {
        let chance = &mut self.writer.chance;
        let skew = chance.unit();
        let mut minutes = course.minutes.0 + (course.minutes.1 - course.minutes.0) * skew * skew;
        let allowed = self
            .writer
            .rules
            .handle_within(Some(&self.birth.category))
            .0 as f64
            / 60_000.0;
        if course.twist == Twist::HandledLate {
            minutes = allowed + chance.between(8.0, 50.0);
        } else {
            minutes = minutes.min(allowed * 0.85);
        }
        let end = self.now + secs(minutes * 60.0);
        let end = latest.map_or(end, |latest| end.min(latest));
        let feedback = self
            .writer
            .rules
            .feedback_within(Some(&self.birth.category))
            .0 as f64
            / 1_000.0;
        let mut first = true;
        loop {
            let share = if first { (0.15, 0.4) } else { (0.6, 0.95) };
            let overdue = self.writer.chance.happens(0.03);
            let next = if overdue {
                1.1
            } else {
                self.writer.chance.between(share.0, share.1)
            } * feedback;
            if self.now + secs(next) >= end {
                break;
            }
            self.now = self.now + secs(next);
            self.by(desk.clone(), Act::Feedback, Some(course.words.0));
            let has_time = latest.is_none_or(|latest| latest - self.now > secs(2_500.0));
            if first && course.twist == Twist::Suspended && has_time {
                self.wait(20.0, 60.0);
                self.centre(Act::Suspend, Some("需等待材料到场，先行挂账"));
                self.wait(1_200.0, 2_400.0);
                self.centre(Act::Resume, None);
            }
            first = false;
        }
        self.wait(1.0, 5.0);
        self.wait_until(end);
    }

    fn verify(&mut self, desk: &DeskId, course: &Course) {
        self.wait(150.0, 2_400.0);
        match course.twist {
            Twist::ClosedUnverified => {
                self.centre(Act::Close, Some("当事人已确认，无需核查"));
                return;
            }
            Twist::Reworked => {
                self.centre(Act::Verify { passed: false }, Some("现场仍有残留，请返工"));
                self.wait(600.0, 2_700.0);
                self.by(desk.clone(), Act::Resolve, Some(course.words.1));
                self.wait(300.0, 1_200.0);
                self.centre(Act::Verify { passed: true }, None);
            }
            _ => self.centre(Act::Verify { passed: true }, None),
        }
        if matches!(self.birth.channel, Channel::Citizen | Channel::Call)
            && self.writer.chance.happens(0.45)
        {
            self.wait(60.0, 600.0);
            self.centre(Act::Reply, Some("已回复来电人"));
            if self.writer.chance.happens(0.5) {
                self.wait(600.0, 3_600.0);
                let stars = [5, 5, 5, 4, 4, 3][self.writer.chance.below(6)];
                self.centre(Act::Rate(stars), None);
            }
        }
    }

    /// The crew of one trade that is the first to be there and can stay for so many minutes.
    pub(crate) fn nearest_of(&self, crew: Crew, minutes: f64) -> Option<Choice> {
        let wanted = Wanted {
            site: &self.birth.site,
            crews: &[crew],
            at_least: secs(minutes * 60.0),
            but: None,
        };
        self.writer
            .watch
            .choose(&*self.writer.engaged, &wanted, self.now)
    }

    /// The station of the site's area, as assignee and as desk.
    pub(crate) fn station(&self) -> (Assignee, DeskId) {
        let seat = &self.writer.watch.stations[self.birth.site.area];
        (Assignee::Station(seat.id.clone()), seat.desk.clone())
    }

    /// Somebody other than the centre does something.
    pub(crate) fn does(&mut self, desk: &DeskId, act: Act, note: Option<&str>) {
        self.by(desk.clone(), act, note);
    }

    /// The unit of a post as assignee and as desk.
    pub(crate) fn crew(&self, post: usize) -> (Assignee, DeskId) {
        (self.unit(post), self.unit_desk(post))
    }
}

/// A department's desk carries the department's own code.
fn desk_department(desk: &DeskId) -> Option<Assignee> {
    DepartmentId::try_from(desk.as_str())
        .ok()
        .map(Assignee::Department)
}
