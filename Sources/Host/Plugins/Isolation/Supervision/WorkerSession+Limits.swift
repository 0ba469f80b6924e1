import EventLoop

/// The limits that the kernel does not hold, or cannot. Thread: the loop, for every function.
extension WorkerSession {
    /// Of the looks, every so manieth measures a scratch folder that the kernel does not limit.
    private static let looksPerMeasuring = 2

    /// A frame that belongs to nothing: more of them than a plugin has reason to send end the process.
    ///
    /// - Returns: Whether it is to be dealt with.
    @discardableResult
    func admitStray() -> Bool {
        let verdict = life.withLock { $0.isSevered ? .drop : $0.flood.stray(atNanos: EventLoop.nowNanos()) }
        if case .breach(let reason) = verdict { breach(reason) }
        return verdict == .take
    }

    /// Whether there is time for a line, an event or a figure.
    func admitNews(isLogLine: Bool) -> Bool {
        life.withLock { $0.flood.news(isLogLine: isLogLine, atNanos: EventLoop.nowNanos()) } == .take
    }

    /// What the kernel does not limit is looked at: on a thread, since the disk may take its time.
    func measureScratch() {
        let scratch: WorkerScratch? = life.withLock { life in
            life.looks += 1
            guard life.isReady, life.isScratchMeasured, !life.isBeingMeasured, life.looks.isMultiple(of: Self.looksPerMeasuring) else {
                return nil
            }
            life.isBeingMeasured = life.scratch != nil
            return life.scratch
        }
        guard let scratch else { return }
        let thread = PluginThread.start(name: "scratch", detached: true) {
            let excess = scratch.excess()
            self.life.withLock { $0.isBeingMeasured = false }
            if let excess { self.loop.execute { self.breach(excess) } }
        }
        if thread == nil { life.withLock { $0.isBeingMeasured = false } }
    }

    /// The process goes beyond a limit that the host holds: it is ended, and that counts against the plugin. Thread: the loop.
    ///
    /// - Parameter isOfProcessor: It computes too much, and is asked where; whoever floods the host or the disk is not given the time for that.
    func breach(_ reason: String, isOfProcessor: Bool = false) {
        if !life.withLock(\.isEnded) { kill(.overLimit(reason: reason), asksForPlace: isOfProcessor) }
    }

    func wrote(_ bytes: UnsafeRawBufferPointer) {
        let now = EventLoop.nowNanos()
        let lines = life.withLock { life in
            let ended = life.trace.append(bytes)
            let taken = ended.filter { _ in life.flood.line(atNanos: now) == .take }
            if taken.count < ended.count { life.isOutputCut = true }
            return taken
        }
        for line in lines { observer.line(line) }
    }
}
