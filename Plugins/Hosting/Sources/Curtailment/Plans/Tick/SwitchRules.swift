/// How long a plan waits for what it told miners, and how often it tells them.
struct SwitchRules: Sendable, Equatable {
    /// A reading so long after the order that still shows work means that the order was not obeyed. Rates are means over some time.
    var settleSeconds: Double = 45
    /// Without any reading after the order, so long it may still come.
    var verifySeconds: Double = 150
    /// Orders to sleep before a miner counts as disobeying.
    var sleepAttempts = 3
    /// From a try that failed to the next.
    var retrySeconds: Double = 10
    /// Miners take minutes to start.
    var wakeSeconds: Double = 420
    /// Orders to wake before a miner is left to people: more than to sleep, since what sleeps for nothing earns nothing.
    var wakeAttempts = 6

    /// From a try that did not get through to the next: the whole site may be without network, so it doubles with each, to some minutes.
    func spreadSeconds(attempts: Int) -> Double { retrySeconds * Double(1 << min(attempts, 5)) }
}
