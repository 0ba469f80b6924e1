/// The captured replies, one extension per device.
enum Captures {}
