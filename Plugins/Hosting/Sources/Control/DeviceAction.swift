/// What a device can be told to do.
enum DeviceAction: Sendable, Equatable {
    /// Stop hashing and draw as little as the device can, the control board staying up.
    case sleep
    /// Hash again.
    case wake
    /// Start the miner's software, or the whole device where it knows only that, anew.
    case restart
    /// Mine at these pools, the first that works.
    case setPools([DevicePool])
    /// Draw at most this much from now on.
    case limitPower(watts: Int)
}
