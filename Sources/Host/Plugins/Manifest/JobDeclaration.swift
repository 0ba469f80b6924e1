/// A piece of background work that a plugin declares.
package struct JobDeclaration: Sendable, Hashable {
    /// When runs are made.
    package enum Schedule: Sendable, Hashable {
        case every(seconds: Int)
        /// Five fields: minute, hour, day of month, month, day of week.
        case cron(String, timeZone: String)
        /// Only when asked for.
        case onDemand
    }

    package let name: String
    package let schedule: Schedule
    /// A run that takes longer is cancelled.
    package let deadlineSeconds: Int
    /// Tries of one run, the first included.
    package let attempts: Int
}
