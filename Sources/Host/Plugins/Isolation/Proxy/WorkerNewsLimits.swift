/// How much an instance may tell that nobody waits for, as its worker is told, so that the plugin knows at once what is refused. The host
/// holds the same limits, and counts.
struct WorkerNewsLimits: Sendable, Equatable {
    let metricNames: UInt64
    let eventsPerMinute: UInt64

    /// As the limits stand now.
    init(_ meter: UsageMeter) {
        metricNames = UInt64(max(0, meter[.metricSeries].limit))
        eventsPerMinute = UInt64(max(0, meter[.events].limit))
    }

    /// The frame that tells them: CREATE, with the services of the new instance, or LIMITS.
    func frame(_ kind: WorkerFrameKind, instance: UInt32, services: UInt64 = 0) -> WorkerFrame.Head {
        WorkerFrame.Head(kind: kind, instance: instance, id: metricNames, call: eventsPerMinute, value: services)
    }
}
