package storetest

import (
	"os/exec"
	"runtime"
	"syscall"
)

// attributes let the kernel end the server when this process ends, however it does.
func attributes(as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as, Pdeathsig: syscall.SIGQUIT}
}

// start starts cmd from a thread that lives as long as this process: the kernel sends the death signal when the
// thread that started it ends, and Go ends threads.
func start(cmd *exec.Cmd) error {
	started := make(chan error)
	go func() {
		runtime.LockOSThread()
		started <- cmd.Start()
		select {}
	}()
	return <-started
}
