/// How it stands at one place where evidence is pinned, over all hosts.
package struct PlaceReport: Sendable {
    /// The word for it, such as `pinata`.
    package var name: String
    /// Objects: kept there, on their way there, to be taken back, and refused for good or kept as other bytes.
    package var pinned: Int
    package var waiting: Int
    package var removing: Int
    package var refused: Int
    /// What is wrong with it; nil while nothing is.
    package var problem: String?
    /// The host that asks it; nil while none does.
    package var host: String?
    package var day: Tally
    package var week: Tally
    /// Since the object that was not looked for the longest was seen there; nil while there is none.
    package var uncheckedSeconds: Double?

    package init(
        name: String, pinned: Int, waiting: Int, removing: Int, refused: Int, problem: String?, host: String?, day: Tally, week: Tally,
        uncheckedSeconds: Double?
    ) {
        self.name = name
        self.pinned = pinned
        self.waiting = waiting
        self.removing = removing
        self.refused = refused
        self.problem = problem
        self.host = host
        self.day = day
        self.week = week
        self.uncheckedSeconds = uncheckedSeconds
    }

    /// What happened in the last 24 hours, or seven days.
    package struct Tally: Sendable, Hashable {
        /// Uploads that came to be pinned, and tries that failed.
        package var pinned: Int
        package var failed: Int
        /// Objects that were there still, and that were there no more, when somebody looked.
        package var checked: Int
        package var lost: Int

        package init(pinned: Int, failed: Int, checked: Int, lost: Int) {
            self.pinned = pinned
            self.failed = failed
            self.checked = checked
            self.lost = lost
        }
    }
}
