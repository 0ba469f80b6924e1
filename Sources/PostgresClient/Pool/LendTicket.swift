/// Links the wait for a session with its cancellation.
///
/// `@unchecked Sendable`: touched on the pool's loop alone.
final class LendTicket: @unchecked Sendable {
    var waiter: SessionWaiter?
    var isCancelled = false
}
