//! The worked examples of the report: each happens once a day, at its hour.

use domain::Channel;
use world::Act;

use crate::organisation::{Crew, LAW_ENFORCEMENT};

use super::life::{Course, Life, Twist};

/// A story of the day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Story {
    /// 02:00: loud diners by Milan Town; the station is there within five minutes, then the police mediate.
    MilanTownNoise,
    /// On the morning round in Fucheng Xiyuan a grid worker photographs a manhole cover; the department claims it.
    ManholeCover,
    /// Building rubble by the lawn of block 17, gone the same afternoon.
    RubbleAtBlock17,
}

/// What a story's report says.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Opening {
    pub(crate) platform: &'static str,
    pub(crate) channel: Channel,
    pub(crate) category: &'static str,
    pub(crate) subject: &'static str,
    /// The building beside which it is, and the words that follow its name in the address.
    pub(crate) place: (&'static str, &'static str),
    pub(crate) details: &'static str,
}

impl Story {
    /// Every story with its time of day: hour, minute.
    pub(crate) const ALL: [(Self, usize, i64); 3] = [
        (Self::MilanTownNoise, 2, 0),
        (Self::ManholeCover, 8, 24),
        (Self::RubbleAtBlock17, 9, 6),
    ];

    /// How the story begins.
    pub(crate) const fn opening(self) -> Opening {
        match self {
            Self::MilanTownNoise => Opening {
                platform: "110",
                channel: Channel::Call,
                category: "noise",
                subject: "夜间噪声扰民",
                place: ("米兰小镇 B 座", "旁"),
                details: "来电人反映食客喧哗、商铺深夜经营，影响休息。",
            },
            Self::ManholeCover => Opening {
                platform: "grid-cloud",
                channel: Channel::GridWorker,
                category: "manhole",
                subject: "井盖边缘翘起",
                place: ("福城西苑 9 栋", "旁"),
                details: "早巡发现井盖边缘翘起，已拍照上报。",
            },
            Self::RubbleAtBlock17 => Opening {
                platform: "grid-cloud",
                channel: Channel::GridWorker,
                category: "rubble",
                subject: "建筑垃圾堆放",
                place: ("福城西苑 17 栋", "草坪旁"),
                details: "草坪边堆放建筑垃圾两三处。",
            },
        }
    }

    /// The story after its report.
    pub(crate) fn tell(self, life: Life<'_>) {
        match self {
            Self::MilanTownNoise => milan_town_noise(life),
            Self::ManholeCover => manhole_cover(life),
            Self::RubbleAtBlock17 => rubble(life),
        }
    }
}

fn milan_town_noise(mut life: Life<'_>) {
    life.wait(17.0, 19.0);
    life.accept(false);
    life.wait(22.0, 24.0);
    let (station, desk) = life.station();
    life.centre(Act::Assign(station.clone()), None);
    life.wait(8.0, 12.0);
    life.does(&desk, Act::Receive(station.clone()), None);
    life.wait(6.0, 10.0);
    // Stories are planned before everything else, so somebody is always free for them.
    let Some(patrol) = life.nearest_of(Crew::Patrol, 50.0) else {
        return;
    };
    let first = life.send_crew(patrol, false, Some((station, desk)));
    let (patrol, patrol_desk) = life.crew(patrol.post);
    life.wait(10.0, 25.0);
    life.does(
        &patrol_desk,
        Act::BeginHandling(Some(patrol)),
        Some("先期劝离食客，商铺拒不收摊"),
    );
    life.wait(200.0, 260.0);
    life.does(&patrol_desk, Act::Feedback, Some("请民警到场调解"));
    life.wait(15.0, 25.0);
    let Some(police) = life.nearest_of(Crew::Police, 40.0) else {
        return;
    };
    let second = life.send_crew(police, false, None);
    let (_, police_desk) = life.crew(police.post);
    life.wait(420.0, 600.0);
    life.does(&police_desk, Act::Feedback, Some("民警调解中"));
    life.wait(500.0, 800.0);
    life.does(&police_desk, Act::Resolve, Some("双方达成一致，商铺收摊"));
    life.wait(20.0, 60.0);
    life.clear(first);
    life.wait(5.0, 20.0);
    life.clear(second);
    life.wait(600.0, 900.0);
    life.centre(Act::Verify { passed: true }, None);
    life.wait(60.0, 120.0);
    life.centre(Act::Reply, Some("已电话回复来电人"));
}

fn manhole_cover(life: Life<'_>) {
    let minutes = (95.0, 130.0);
    by_department(
        life,
        minutes,
        ("已设围挡，正在更换井盖", "井盖已更换，现场恢复"),
    );
}

fn rubble(life: Life<'_>) {
    let minutes = (330.0, 390.0);
    by_department(life, minutes, ("已联系物业安排车辆清运", "已全部清运"));
}

fn by_department(mut life: Life<'_>, minutes: (f64, f64), words: (&'static str, &'static str)) {
    life.wait(11.0, 16.0);
    life.accept(false);
    life.wait(18.0, 30.0);
    let course = Course {
        crews: &[],
        department: Some(LAW_ENFORCEMENT),
        minutes,
        words,
        second: 0.0,
        twist: Twist::None,
    };
    life.through_department(LAW_ENFORCEMENT, &course);
}
