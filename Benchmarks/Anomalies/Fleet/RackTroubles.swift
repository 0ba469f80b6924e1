package import Analytics

/// What happens to whole racks: in each fleet one runs hot for 30 hours, as where a fan of the aisle has failed, and another hashes less, as where a
/// rack's power is short. They follow from the seed without a throw of its noise, so that fleets without them are the same ones.
package struct RackTroubles: Sendable {
    static let hotCelsius = 9.0
    static let slowShare = 0.85
    private static let hoursOfTrouble = 30

    /// The hours of each trouble by rack.
    let hot: (rack: Int, hours: Range<Int>)
    let slow: (rack: Int, hours: Range<Int>)

    init(seed: UInt64, racks: Int, hours: Int) {
        var noise = SeededNoise(seed ^ 0x5241_434B)
        let first = Int(noise.next() % UInt64(racks))
        let (hotStart, slowStart) = (hours * 5 / 12, hours * 7 / 12)
        hot = (first, hotStart..<min(hours, hotStart + Self.hoursOfTrouble))
        slow = (
            (first + 1 + Int(noise.next() % UInt64(max(1, racks - 1)))) % racks, slowStart..<min(hours, slowStart + Self.hoursOfTrouble)
        )
    }

    /// Whether a finding of a rack is right at an hour: it may come some hours late, and ends some after its cause.
    package func explains(_ kind: AnomalyKind, rack: String, hour: Int) -> Bool {
        let trouble = kind == .rackHot ? hot : slow
        guard kind == .rackHot || kind == .rackSlow, SimulatedFleet.rackName(trouble.rack) == rack else { return false }
        return (trouble.hours.lowerBound..<(trouble.hours.upperBound + 10)).contains(hour)
    }

    /// When a trouble of a kind began.
    package func start(of kind: AnomalyKind) -> Int { (kind == .rackHot ? hot : slow).hours.lowerBound }
}
