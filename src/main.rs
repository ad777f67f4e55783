//! Starts the screen.

fn main() {
    furun::app::start();
}
