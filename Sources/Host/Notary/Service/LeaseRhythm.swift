/// How long the lease of whoever anchors lasts, and when it is renewed while something is done under it. Pure; all in milliseconds.
package struct LeaseRhythm: Sendable, Hashable {
    /// After which another host takes over.
    package let leaseMilliseconds: Int
    /// Between two renewals: three may fail before the lease is gone.
    package let renewMilliseconds: Int
    /// After which a thing that does not end holds nobody else up: the lease is not renewed any more.
    package let limitMilliseconds: Int

    /// Of a turn: every step of it ends within ``AnswerWait/limitNanos``, a signature within a command's time.
    package static let turn = LeaseRhythm(leaseMilliseconds: 10_000, renewMilliseconds: 2_500, limitMilliseconds: 120_000)
    /// Of a command, which waits until its transaction is final: as long as it runs.
    package static let errand = LeaseRhythm(leaseMilliseconds: 20_000, renewMilliseconds: 5_000, limitMilliseconds: .max)

    package init(leaseMilliseconds: Int, renewMilliseconds: Int, limitMilliseconds: Int) {
        self.leaseMilliseconds = leaseMilliseconds
        self.renewMilliseconds = renewMilliseconds
        self.limitMilliseconds = limitMilliseconds
    }

    /// Until the next renewal; nil where there is none.
    /// - Parameter elapsedMilliseconds: Since the thing began.
    package func pause(elapsedMilliseconds: Int) -> Int? { elapsedMilliseconds < limitMilliseconds ? renewMilliseconds : nil }
}
