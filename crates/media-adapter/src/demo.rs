//! The pictures of the demo catalogue.

use image::{Rgb, RgbImage};

use crate::imaging::{Pixels, encode};

/// The side of a picture, in pixels.
const SIDE: u32 = 800;
/// The side it is painted in, so that edges come out smooth.
const CANVAS: u32 = 2 * SIDE;
/// A turn around the circle of colours: six times from one channel to the next.
const CIRCLE: u64 = 6 * 256;

/// Paints a few shapes on a coloured ground: a JPEG of 800 by 800 pixels and some ten thousand bytes, always the same
/// for the same seed.
pub fn demo_picture(seed: u64) -> Vec<u8> {
    let painting = Painting::of(&mut Dice(seed));
    let canvas = RgbImage::from_fn(CANVAS, CANVAS, |x, y| {
        Rgb(painting.colour(i64::from(x), i64::from(y)))
    });
    let picture = Pixels::Rgb(canvas).scaled(SIDE).map(|pixels| encode(&pixels));
    match picture {
        Ok(Ok((_, file))) => file,
        // Neither happens to pixels of ours; a demo goes on without a picture.
        Ok(Err(_)) | Err(_) => Vec::new(),
    }
}

type Colour = [u8; 3];

struct Painting {
    top: Colour,
    bottom: Colour,
    shapes: [(Shape, Colour); 4],
}

/// All of them lie around a centre, and reach so far from it.
struct Shape {
    form: Form,
    x: i64,
    y: i64,
    reach: i64,
}

enum Form {
    Disc,
    Ring,
    Square,
    Diamond,
    Triangle,
}

impl Painting {
    fn of(dice: &mut Dice) -> Self {
        let hue = dice.below(CIRCLE);
        let mut colour = hue + CIRCLE / 3;
        // From the largest to the smallest, each in front of those before it.
        let shapes = [460, 320, 210, 120].map(|reach| {
            colour += CIRCLE / 8;
            (Shape::within(reach, dice), tint(colour, 160))
        });
        Self {
            top: tint(hue, 40),
            bottom: tint(hue + CIRCLE / 12, 110),
            shapes,
        }
    }

    fn colour(&self, x: i64, y: i64) -> Colour {
        let front = self.shapes.iter().rev().find(|(shape, _)| shape.covers(x, y));
        front.map_or_else(|| mix(self.top, self.bottom, y), |(_, colour)| *colour)
    }
}

impl Shape {
    fn within(reach: i64, dice: &mut Dice) -> Self {
        let form = match dice.below(5) {
            0 => Form::Disc,
            1 => Form::Ring,
            2 => Form::Square,
            3 => Form::Diamond,
            _ => Form::Triangle,
        };
        let (x, y) = (dice.near_the_middle(), dice.near_the_middle());
        Self { form, x, y, reach }
    }

    fn covers(&self, x: i64, y: i64) -> bool {
        let (right, down) = (x - self.x, y - self.y);
        let (aside, square) = (right.abs(), right * right + down * down);
        let reach = self.reach;
        match self.form {
            Form::Disc => square <= reach * reach,
            Form::Ring => square <= reach * reach && 3 * square >= reach * reach,
            Form::Square => 4 * aside.max(down.abs()) <= 3 * reach,
            Form::Diamond => aside + down.abs() <= reach,
            Form::Triangle => down <= reach / 2 && 2 * aside <= down + reach,
        }
    }
}

/// A colour of the circle, thinned with white: 0 is white, 256 the colour itself.
fn tint(hue: u64, strength: u64) -> Colour {
    [0, 2, 4].map(|channel| {
        // How far this channel is from its own place on the circle decides how much of it there is.
        let from = (hue + CIRCLE - channel * 256) % CIRCLE;
        let distance = from.min(CIRCLE - from);
        let full = 512_u64.saturating_sub(distance).min(255);
        narrow(255 - (255 - full) * strength / 256)
    })
}

/// A colour on the way from the top of the canvas to its bottom.
fn mix(top: Colour, bottom: Colour, y: i64) -> Colour {
    let down = u64::try_from(y).unwrap_or_default();
    let all = u64::from(CANVAS);
    let between =
        |top: u8, bottom: u8| narrow((u64::from(top) * (all - down) + u64::from(bottom) * down) / all);
    let ([r, g, b], [to_r, to_g, to_b]) = (top, bottom);
    [between(r, to_r), between(g, to_g), between(b, to_b)]
}

fn narrow(value: u64) -> u8 {
    u8::try_from(value).unwrap_or(u8::MAX)
}

/// Numbers that look like chance and follow from a seed (splitmix64).
struct Dice(u64);

impl Dice {
    fn below(&mut self, bound: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) % bound
    }

    /// A coordinate within 200 of the middle.
    fn near_the_middle(&mut self) -> i64 {
        i64::from(CANVAS) / 2 - 200 + i64::try_from(self.below(400)).unwrap_or_default()
    }
}
