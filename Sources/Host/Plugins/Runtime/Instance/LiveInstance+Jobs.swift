package import HostJobs
import PluginABI
import Synchronization

extension LiveInstance {
    /// Runs a job to its end. Cancelling the task asks the plugin to end early.
    ///
    /// - Parameter deadlineNanos: Absolute, CLOCK_MONOTONIC; the job's own.
    package func run(_ job: PluginJob, deadlineNanos: UInt64, hold: InstanceHold? = nil) async -> JobOutcome {
        let ticket = CallTicket(self)
        meter[.jobSlots].raise(by: 1)
        let id = Atomic<hi_id>(0)
        defer {
            services.jobs?.ended(id.load(ordering: .relaxed))
            meter[.jobSlots].leave()
        }
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                jobTickets.withLock { $0[ObjectIdentifier(ticket)] = ticket }
                start(
                    job.message(), begun: CallStart.now(), deadlineNanos: deadlineNanos, ticket: ticket,
                    hold: hold,
                    onOpen: {
                        id.store($0, ordering: .relaxed)
                        self.services.jobs?.began($0, runId: job.runId)
                    }, completion: .job { continuation.resume(returning: $0) })
            }
        } onCancel: {
            ticket.cancel()
        }
        _ = jobTickets.withLock { $0.removeValue(forKey: ObjectIdentifier(ticket)) }
        switch result {
        case .success(let answer): return .succeeded(summary: answer.summaryJSON)
        case .failure(let error) where error.status == .cancelled: return .cancelled(reason: error.message)
        case .failure(let error) where error.status == .notFound && calls.isClosed: return .cancelled(reason: error.message)
        case .failure(let error): return .failed(message: error.description)
        }
    }

    /// Asks all jobs under way to end.
    func cancelJobs() { for ticket in jobTickets.withLock({ Array($0.values) }) { ticket.cancel() } }
}
