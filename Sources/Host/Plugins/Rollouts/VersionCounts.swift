/// Calls and job runs of one version of a plugin that have ended, and how they ended.
package struct VersionCounts: Sendable, Hashable {
    /// Those that their caller gave up are not among them.
    package var calls: Int
    /// How many of them were the plugin's fault.
    package var faults: Int
    /// Worker processes that died while they served it.
    package var crashes: Int

    package init(calls: Int = 0, faults: Int = 0, crashes: Int = 0) {
        self.calls = calls
        self.faults = faults
        self.crashes = crashes
    }

    /// From 0 to 1; 0 where nothing was called.
    package var share: Double { calls > 0 ? Double(faults) / Double(calls) : 0 }

    static func + (left: Self, right: Self) -> Self {
        Self(calls: left.calls + right.calls, faults: left.faults + right.faults, crashes: left.crashes + right.crashes)
    }

    /// What came after `right` was counted.
    static func - (left: Self, right: Self) -> Self {
        Self(
            calls: max(0, left.calls - right.calls), faults: max(0, left.faults - right.faults),
            crashes: max(0, left.crashes - right.crashes))
    }
}

extension VersionStanding {
    /// Since the library was loaded.
    var counts: VersionCounts { VersionCounts(calls: calls, faults: faults, crashes: crashes) }
}
