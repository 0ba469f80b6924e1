import PluginKit

extension UInt64 {
    /// A count or place as the database has it. Throws `.internal` for a negative one: the database holds none, so the row is not ours.
    init(stored value: Int64) throws(PluginError) {
        guard value >= 0 else { throw PluginError(.internal, "A stored count or place of \(value), expected 0 or more.") }
        self = UInt64(value)
    }
}
