;;; session.el --- What the sessions of both Emacs clients share  -*- lexical-binding: t; -*-

;; Needs SVC_LSP (the server's path) and the repository's root as working
;; directory.  Run by: emacs --batch -l tests/editors/emacs/eglot.el

;;; Code:

(defvar repository default-directory)
(package-initialize)
(load (expand-file-name "editors/emacs/svc-lsp.el" repository))
(setq svc-lsp-command (list (getenv "SVC_LSP") "--stdio")
      make-backup-files nil
      create-lockfiles nil)

(defun wait-for (what condition)
  "Wait until CONDITION answers non-nil and give that; else fail with WHAT."
  (let ((end (+ (float-time) 20)) value)
    (while (not (or (setq value (funcall condition)) (> (float-time) end)))
      (accept-process-output nil 0.05))
    (or value (error "Timed out: %s" what))))

(defun place-of (text)
  "Go to the start of TEXT in the buffer."
  (goto-char (point-min))
  (search-forward text)
  (goto-char (match-beginning 0)))

(defun expect-text (regexp what)
  "Fail with WHAT unless REGEXP is in the buffer."
  (unless (save-excursion (goto-char (point-min)) (re-search-forward regexp nil t))
    (error "%s: %s" what (buffer-string))))

(defun visit-code (project)
  "Go to a variable of a service in new source code of PROJECT."
  (let ((file (expand-file-name "api/url.py" project)))
    (write-region "import os\n\nurl = os.environ['ADMIN_URL']\n" nil file)
    (find-file file)
    (place-of "ADMIN_URL")))

(defun expect-hover (request)
  "Fail unless REQUEST gives a hover on the variable once the code is indexed."
  (wait-for "the hover in source code"
            (lambda () (string-match-p "the URL of `admin`" (or (funcall request) "")))))

(defun session (work)
  "Do WORK in the vercel.json of a fresh copy of the project with mistakes."
  (let ((project (file-name-as-directory (make-temp-file "svc-lsp-emacs-" t))))
    (copy-directory (expand-file-name "examples/broken/" repository) project nil t t)
    (find-file (expand-file-name "vercel.json" project))
    (unless (eq major-mode 'vercel-json-mode) (error "The mode is %s" major-mode))
    (funcall work project)
    (set-buffer-modified-p nil)
    (delete-directory project t)))

;;; session.el ends here
