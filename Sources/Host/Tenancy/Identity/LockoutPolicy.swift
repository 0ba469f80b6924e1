/// How long an address is locked after failed sign-ins: some are free, then 1 s, doubled each time up to an end.
package struct LockoutPolicy: Sendable, Hashable {
    /// Failures that lock nothing: people mistype.
    package var freeFailures = 3
    package var maximumSeconds = 900
    /// After so long without a failure the count begins anew.
    package var forgetAfterSeconds = 86_400

    package init() {}

    /// - Parameter failures: How many in a row, this one included; 1 or more.
    /// - Returns: Seconds from the failure until the next attempt is looked at; 0 for none.
    package func lockSeconds(failures: Int) -> Int {
        guard failures > freeFailures else { return 0 }
        let doublings = min(failures - freeFailures - 1, 30)
        return min(1 << doublings, maximumSeconds)
    }
}
