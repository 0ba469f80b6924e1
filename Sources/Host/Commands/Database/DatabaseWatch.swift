import Foundation
import HostData
import Logging
import Synchronization

/// Looks at the database every minute for /metrics, and tells in the log what is wrong with it when that begins and ends.
final class DatabaseWatch: Sendable {
    struct Reading: Sendable {
        let figures: DatabaseFigures
        let troubles: [DatabaseTrouble]
        let takenAt: ContinuousClock.Instant
    }

    static let interval = Duration.seconds(60)

    private let survey: DatabaseSurvey
    private let logger: Logger
    private let reading = Mutex<Reading?>(nil)

    init(_ connection: HostConnection, logger: Logger) {
        survey = DatabaseSurvey(pool: connection.database.host, cluster: connection.cluster)
        self.logger = logger
    }

    /// The last one that succeeded; it stays while the database is away.
    var last: Reading? { reading.withLock { $0 } }

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await look()
            try? await Task.sleep(for: Self.interval)
        }
    }

    private func look() async {
        let figures: DatabaseFigures
        do { figures = try await survey.read() } catch {
            // That it is away others tell.
            guard !error.isOutage, !Task.isCancelled else { return }
            return logger.warning("the database's figures cannot be read", metadata: ["error": "\(error)"])
        }
        let new = Reading(figures: figures, troubles: DatabaseTrouble.found(in: figures), takenAt: .now)
        let old = reading.withLock { reading in
            defer { reading = new }
            return reading?.troubles ?? []
        }
        let (before, now) = (Set(old.map(\.subject)), Set(new.troubles.map(\.subject)))
        for trouble in new.troubles where !before.contains(trouble.subject) { logger.warning("\(trouble)") }
        for trouble in old where !now.contains(trouble.subject) {
            logger.info("the database: no longer so", metadata: ["trouble": "\(trouble.subject)"])
        }
    }
}
