/// Sizes for people.
package enum ByteSize {
    /// Such as `512 B` and `1.5 GiB`.
    package static func text(_ bytes: Int) -> String {
        let units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"]
        var (number, place) = (Double(bytes), 0)
        while number >= 1_024, place < units.count - 1 { (number, place) = (number / 1_024, place + 1) }
        guard place > 0 else { return "\(bytes) B" }
        let tenths = Int((number * 10).rounded())
        return (tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)") + " \(units[place])"
    }
}
