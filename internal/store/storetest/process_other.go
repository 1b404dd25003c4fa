//go:build unix && !linux

package storetest

import (
	"os/exec"
	"syscall"
)

func attributes(as *syscall.Credential) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Credential: as}
}

func start(cmd *exec.Cmd) error { return cmd.Start() }
