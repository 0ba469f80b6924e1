/// How long browser sessions last.
package struct SessionLimits: Sendable, Hashable {
    /// From login, whatever happens.
    package var absoluteSeconds: Int64 = 86_400
    /// Without a request.
    package var idleSeconds: Int64 = 7_200
    /// How long a looked-up session is believed without asking the database again.
    package var cacheDuration: Duration = .seconds(5)
    /// How long it is believed while the database cannot be reached.
    package var outageDuration: Duration = .seconds(60)
    /// Sessions of one member at a time; a login beyond ends the oldest.
    package var sessionsPerMember = 50

    package init() {}
}
