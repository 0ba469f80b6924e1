import EventLoop

extension Worker {
    /// Holds the processor time since the last look against the instances; those that share a process, by how long each was at work.
    ///
    /// - Returns: Why the process is to be ended: it computes though no call is under way.
    func account(_ session: WorkerSession) -> String? {
        guard let usage = session.processId.flatMap(WorkerUsage.read) else { return nil }
        let now = EventLoop.nowNanos()
        let instances = state.withLock { Array($0.instances.values) }
        let isCalled = instances.contains { $0.load.calls > 0 || $0.isBeingMade }
        let (spent, excess): (UInt64, String?) = state.withLock { state in
            let spentSeconds = max(0, usage.cpuSeconds - state.countedSeconds)
            state.countedSeconds = usage.cpuSeconds
            state.cpuSeconds += spentSeconds
            let isEntitled = isCalled || state.channel == nil || lastUseNanos.load(ordering: .relaxed) >= state.lookedNanos
            state.lookedNanos = now
            let spent = UInt64(spentSeconds * 1_000_000_000)
            let excess = state.processor.look(
                atNanos: now, spentNanos: spent, isEntitled: isEntitled, quotaNanosPerMinute: Self.processorNanos(of: instances))
            return (spent, excess)
        }
        // Those that share a process each see all of it: it is the process that the limit holds for.
        for instance in instances { instance.meter[.memoryBytes].set(level: usage.residentBytes) }
        // Asked also where there is nothing to divide, so that the next look sees its own time alone.
        let workedNow = Dictionary(uniqueKeysWithValues: instances.map { (ObjectIdentifier($0), $0.takeWorkedNanos(atNanos: now)) })
        let worked = state.withLock { state in
            // What goes on with no call under way goes on for those who called last.
            if workedNow.values.contains(where: { $0 > 0 }) { state.worked = workedNow }
            return instances.map { state.worked[ObjectIdentifier($0)] ?? 0 }
        }
        let shares = ProcessorShares.divide(spentNanos: spent, workedNanos: worked)
        for (instance, share) in zip(instances, shares) where share > 0 { instance.meter.recordCPU(nanos: share) }
        return excess
    }

    /// What the instances may use in a minute, together. Each quota is below 2^34 milliseconds.
    private static func processorNanos(of instances: [WorkerInstance]) -> UInt64 {
        instances.reduce(0) { sum, instance in
            let (product, _) = UInt64(instance.meter[.processorMilliseconds].limit).multipliedReportingOverflow(by: 1_000_000)
            return sum &+ product
        }
    }
}
