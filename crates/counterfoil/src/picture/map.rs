//! Where activities say that they are: points on the outlines of the world, gathered by count.
//!
//! The projection is Equal Earth (Šavrič, Patterson and Jenny, 2018): equal areas, so that no
//! country looks larger than it is.

use super::Setting;
use super::frame::{Anchor, Area, Frame, MARGIN};
use super::outline::{self, Country};
use super::text::{Type, width};

/// A place that exists.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Point {
    longitude: f64,
    latitude: f64,
}

impl Point {
    /// Latitude and longitude in degrees, WGS 84, in the order of IATI's `pos`; none where
    /// there is no such place.
    #[must_use]
    pub fn new(latitude: f64, longitude: f64) -> Option<Self> {
        let is_there = latitude.abs() <= 90.0 && longitude.abs() <= 180.0;
        is_there.then_some(Self {
            longitude,
            latitude,
        })
    }
}

/// What the picture shows.
pub struct Map<'a> {
    pub points: Vec<Point>,
    /// Countries whose outline is drawn stronger: ISO 3166-1, two letters. Others mean nothing.
    pub countries: Vec<String>,
    /// Under the map: `61 % of activities have a place`.
    pub sentence: String,
    /// Writes a count in a circle.
    pub count: &'a dyn Fn(usize) -> String,
    /// Read by pointing at a circle of so many: `12 places`.
    pub title: &'a dyn Fn(usize) -> String,
}

/// Draws points on a map. It shows the places and countries given with some room around them,
/// or the world where they lie far apart or there are none.
#[must_use]
pub fn map(setting: &Setting, map: &Map<'_>) -> String {
    let mut frame = Frame::new(setting);
    let marked: Vec<&Country> = outline::countries()
        .iter()
        .filter(|c| c.code != "-" && map.countries.iter().any(|code| code == c.code))
        .collect();
    let places: Vec<Flat> = map
        .points
        .iter()
        .map(|p| projected((p.longitude, p.latitude)))
        .collect();
    let view = View::of(&frame, &places, &marked);
    land(&mut frame, &view, "land", &mut outline::countries().iter());
    if !marked.is_empty() {
        land(&mut frame, &view, "marked", &mut marked.into_iter());
    }
    frame.rect("sea", view.area);
    let clusters = gathered(&view, &places);
    for cluster in &clusters {
        frame.group(&(map.title)(cluster.count), |frame| {
            frame.circle("cluster", cluster.x, cluster.y, cluster.radius)
        });
    }
    counts(&mut frame, map, &view, &clusters);
    let mut y = view.area.bottom() + 4.0;
    for line in super::text::wrap(&map.sentence, Type::Text, frame.width - 2.0 * MARGIN, 4) {
        y += super::frame::LINE;
        frame.text((Type::Text, "quiet"), (MARGIN, y), Anchor::Start, &line);
    }
    frame.finish(y + 8.0)
}

/// A place on the sheet of the projection: east and north of the middle, in radii.
type Flat = (f64, f64);

/// Equal Earth: four terms of a polynomial, as its authors give them.
fn projected((longitude, latitude): outline::Place) -> Flat {
    const A: [f64; 4] = [1.340_264, -0.081_106, 0.000_893, 0.003_796];
    let root = 3f64.sqrt() / 2.0;
    let sine = root * latitude.to_radians().sin();
    let angle = sine.asin();
    let square = angle * angle;
    let sixth = square * square * square;
    let slope = A[0] + 3.0 * A[1] * square + sixth * (7.0 * A[2] + 9.0 * A[3] * square);
    let east = longitude.to_radians() * (1.0 - sine * sine).sqrt() / (root * slope);
    (
        east,
        angle * (A[0] + A[1] * square + sixth * (A[2] + A[3] * square)),
    )
}

/// What is shown of the world, and where on the frame.
struct View {
    west: f64,
    north: f64,
    /// Pixels a radius.
    scale: f64,
    area: Area,
    is_mirrored: bool,
}

/// Least width of what is shown: some eight degrees.
const LEAST: f64 = 0.14;
/// Wider than this, it is the world.
const WIDE: f64 = 2.6;

impl View {
    fn of(frame: &Frame<'_>, places: &[Flat], marked: &[&Country]) -> Self {
        let rings = marked
            .iter()
            .flat_map(|c| &c.rings)
            .flatten()
            .map(|p| projected(*p));
        let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
        for (x, y) in places.iter().copied().chain(rings) {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let wide = frame.width - 2.0;
        let is_world = low.0 > high.0 || high.0 - low.0 > WIDE || high.1 - low.1 > WIDE / 2.0;
        let (span, shape) = if is_world {
            let (east, top) = (projected((180.0, 0.0)).0, projected((0.0, 84.0)).1);
            (low, high) = ((-east, projected((0.0, -57.0)).1), (east, top));
            (2.0 * east, (high.1 - low.1) / (2.0 * east))
        } else {
            let shape = if frame.is_narrow() { 0.9 } else { 0.6 };
            let across = (high.0 - low.0).max((high.1 - low.1) / shape);
            ((across * 1.25).max(LEAST), shape)
        };
        let middle = (f64::midpoint(low.0, high.0), f64::midpoint(low.1, high.1));
        let area = Area::new(1.0, 1.0, wide, (wide * shape).round());
        Self {
            west: middle.0 - span / 2.0,
            north: middle.1 + span * shape / 2.0,
            scale: wide / span,
            area,
            is_mirrored: frame.is_mirrored(),
        }
    }

    /// East is right in every language: the frame mirrors, so this mirrors first.
    fn place(&self, (x, y): Flat) -> (f64, f64) {
        let across = (x - self.west) * self.scale;
        let across = if self.is_mirrored {
            self.area.width - across
        } else {
            across
        };
        (
            self.area.x + across,
            self.area.y + (self.north - y) * self.scale,
        )
    }
}

/// Outlines as one path, no finer than the picture can show.
fn land(
    frame: &mut Frame<'_>,
    view: &View,
    class: &'static str,
    countries: &mut dyn Iterator<Item = &Country>,
) {
    let rings = countries.flat_map(|c| &c.rings).filter_map(|ring| {
        let places: Vec<(f64, f64)> = ring.iter().map(|p| view.place(projected(*p))).collect();
        let mut fine: Vec<(i32, i32)> = Vec::new();
        for (x, y) in clipped(places, view.area) {
            // Whole pixels: neighbours share their border's places, and so share these.
            let place = (x.round() as i32, y.round() as i32);
            if fine.last() != Some(&place) {
                fine.push(place);
            }
        }
        (fine.len() > 2).then_some(fine)
    });
    let rings: Vec<_> = rings.collect();
    frame.path(class, |pen| {
        for ring in &rings {
            pen.ring(ring);
        }
    });
}

/// The part of a ring inside an area.
fn clipped(ring: Vec<(f64, f64)>, area: Area) -> Vec<(f64, f64)> {
    let (mut low, mut high) = ((f64::MAX, f64::MAX), (f64::MIN, f64::MIN));
    for (x, y) in &ring {
        low = (low.0.min(*x), low.1.min(*y));
        high = (high.0.max(*x), high.1.max(*y));
    }
    let is_out =
        high.0 < area.x || low.0 > area.right() || high.1 < area.y || low.1 > area.bottom();
    if is_out {
        return Vec::new();
    }
    let is_in =
        low.0 >= area.x && high.0 <= area.right() && low.1 >= area.y && high.1 <= area.bottom();
    if is_in {
        return ring;
    }
    let ring = outline::cut_at(&ring, |p| p.0 - area.x);
    let ring = outline::cut_at(&ring, |p| area.right() - p.0);
    let ring = outline::cut_at(&ring, |p| p.1 - area.y);
    outline::cut_at(&ring, |p| area.bottom() - p.1)
}

/// Points that lie too near to tell apart.
#[derive(Clone, Copy, Debug)]
struct Cluster {
    count: usize,
    x: f64,
    y: f64,
    radius: f64,
}

/// Side of the grid that points are gathered on, and the circles of the most and of the least.
const GRID: f64 = 44.0;
const LARGEST: f64 = 22.0;
const SMALLEST: f64 = 3.5;

fn gathered(view: &View, places: &[Flat]) -> Vec<Cluster> {
    let columns = (view.area.width / GRID).ceil().max(1.0) as usize;
    let rows = (view.area.height / GRID).ceil().max(1.0) as usize;
    let mut cells = vec![(0usize, 0.0, 0.0); columns * rows];
    for place in places {
        let (x, y) = view.place(*place);
        let column = (((x - view.area.x) / GRID) as usize).min(columns - 1);
        let row = (((y - view.area.y) / GRID) as usize).min(rows - 1);
        if let Some(cell) = cells.get_mut(row * columns + column) {
            *cell = (cell.0 + 1, cell.1 + x, cell.2 + y);
        }
    }
    let filled = cells.into_iter().filter(|cell| cell.0 > 0);
    let mut clusters: Vec<Cluster> = filled
        .map(|(count, x, y)| Cluster {
            count,
            x: x / count as f64,
            y: y / count as f64,
            radius: 0.0,
        })
        .collect();
    loop {
        sized(&mut clusters);
        let before = clusters.len();
        clusters = merged(clusters);
        if clusters.len() == before {
            break;
        }
    }
    for cluster in &mut clusters {
        let (area, radius) = (view.area, cluster.radius);
        cluster.x = cluster.x.clamp(area.x + radius, area.right() - radius);
        cluster.y = cluster.y.clamp(area.y + radius, area.bottom() - radius);
    }
    clusters
}

/// Areas are as the counts, and the largest first.
fn sized(clusters: &mut [Cluster]) {
    clusters.sort_by(|a, b| {
        b.count
            .cmp(&a.count)
            .then(a.y.total_cmp(&b.y))
            .then(a.x.total_cmp(&b.x))
    });
    let most = clusters.first().map_or(1, |c| c.count).max(1) as f64;
    for cluster in clusters {
        let share = cluster.count as f64 / most;
        // A few points are no large circle, even where there are no more.
        let largest = LARGEST.min(SMALLEST + 2.0 * most.sqrt());
        cluster.radius = (share.sqrt() * largest).max(SMALLEST);
    }
}

/// Circles that would lie on each other are one.
fn merged(clusters: Vec<Cluster>) -> Vec<Cluster> {
    let mut kept: Vec<Cluster> = Vec::with_capacity(clusters.len());
    for cluster in clusters {
        let meets =
            |k: &&mut Cluster| (k.x - cluster.x).hypot(k.y - cluster.y) < k.radius + cluster.radius;
        if let Some(larger) = kept.iter_mut().find(meets) {
            let (a, b) = (larger.count as f64, cluster.count as f64);
            larger.x = (larger.x * a + cluster.x * b) / (a + b);
            larger.y = (larger.y * a + cluster.y * b) / (a + b);
            larger.count += cluster.count;
        } else {
            kept.push(cluster);
        }
    }
    kept
}

/// The count in its circle, or beside it where there is room.
fn counts(frame: &mut Frame<'_>, map: &Map<'_>, view: &View, clusters: &[Cluster]) {
    let mut taken: Vec<Area> = clusters
        .iter()
        .map(|c| {
            Area::new(
                c.x - c.radius,
                c.y - c.radius,
                2.0 * c.radius,
                2.0 * c.radius,
            )
        })
        .collect();
    for cluster in clusters.iter().filter(|c| c.count > 1) {
        let said = (map.count)(cluster.count);
        let wide = width(&said, Type::Small);
        if wide <= 2.0 * cluster.radius - 4.0 && cluster.radius >= 9.0 {
            frame.text(
                (Type::Small, "on-solid"),
                (cluster.x, cluster.y + 4.3),
                Anchor::Middle,
                &said,
            );
            continue;
        }
        let away = cluster.radius + 3.0;
        let places = [
            (cluster.x + away, cluster.y - 7.0),
            (cluster.x - away - wide, cluster.y - 7.0),
            (cluster.x - wide / 2.0, cluster.y - away - 12.0),
            (cluster.x - wide / 2.0, cluster.y + away - 2.0),
        ];
        let mut areas = places.into_iter().map(|(x, y)| Area::new(x, y, wide, 14.0));
        let is_free = |area: &Area| view.area.holds(area) && !taken.iter().any(|t| t.meets(area));
        if let Some(area) = areas.find(is_free) {
            frame.text(
                (Type::Small, "halo"),
                (area.middle(), area.y + 11.3),
                Anchor::Middle,
                &said,
            );
            taken.push(area);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_projection_is_its_authors() {
        // Ends of the map, from the paper: half the equator, and a pole.
        let (east, _) = projected((180.0, 0.0));
        let (_, north) = projected((0.0, 90.0));
        assert!(
            (east - 2.706_629_98).abs() < 1e-6 && (north - 1.317_362_76).abs() < 1e-6,
            "{east} {north}"
        );
    }

    #[test]
    fn the_projection_keeps_areas() {
        // A square degree is as large on the sheet as on the globe, wherever it lies.
        for latitude in [0.0, 30.0, 60.0, 80.0f64] {
            let step = 0.01;
            let (a, b) = (
                projected((50.0, latitude)),
                projected((50.0 + step, latitude)),
            );
            let c = projected((50.0, latitude + step));
            let area = (b.0 - a.0) * (c.1 - a.1);
            let globe = step.to_radians() * step.to_radians() * latitude.to_radians().cos();
            assert!(
                (area / globe - 1.0).abs() < 1e-3,
                "{latitude}: {}",
                area / globe
            );
        }
    }

    #[test]
    fn a_place_that_is_none_is_not_drawn() {
        assert!(Point::new(91.0, 0.0).is_none() && Point::new(0.0, -180.5).is_none());
        assert!(Point::new(f64::NAN, 0.0).is_none() && Point::new(-90.0, 180.0).is_some());
    }

    #[test]
    fn what_lies_outside_is_cut_off() {
        let square = vec![(-5.0, -5.0), (5.0, -5.0), (5.0, 5.0), (-5.0, 5.0)];
        let cut = clipped(square, Area::new(0.0, 0.0, 10.0, 10.0));
        assert_eq!(cut.len(), 4);
        assert!(
            cut.iter()
                .all(|(x, y)| (0.0..=5.0).contains(x) && (0.0..=5.0).contains(y))
        );
        assert!(
            clipped(
                vec![(20.0, 0.0), (30.0, 0.0), (30.0, 9.0)],
                Area::new(0.0, 0.0, 10.0, 10.0)
            )
            .is_empty()
        );
    }
}
