;;; lsp-mode.el --- A user's session in a real Emacs, with lsp-mode  -*- lexical-binding: t; -*-

;;; Code:

(load (expand-file-name "session.el" (file-name-directory load-file-name)))
(require 'lsp-mode)
(setq lsp-auto-guess-root t
      lsp-auto-configure nil
      lsp-enable-file-watchers nil
      lsp-session-file (make-temp-name (expand-file-name "svc-lsp-session-" temporary-file-directory)))

(defun wait-for-server ()
  "Wait until the server of the buffer has started."
  (wait-for "the server"
            (lambda () (and (lsp-workspaces) (eq 'initialized (lsp--workspace-status (car (lsp-workspaces))))))))

(session
 (lambda (project)
   ;; A project with several folders, as lsp-mode likes to be told.
   (lsp-workspace-folders-add project)
   (lsp)
   (wait-for-server)
   (unless (equal '(svc-lsp) (mapcar #'lsp--workspace-server-id (lsp-workspaces)))
     (error "Other servers answer too"))

   ;; Diagnostics, at their places.
   (let ((found (wait-for "diagnostics"
                          (lambda ()
                            (let ((all (append (gethash buffer-file-name (lsp-diagnostics t)) nil)))
                              (and (>= (length all) 3) all))))))
     (dolist (text '("\"nextsj\"" "\"backend\"" "\"/admin/\""))
       (place-of text)
       (unless (seq-some (lambda (it) (= (point) (lsp--position-to-point (lsp-get (lsp-get it :range) :start)))) found)
         (error "No diagnostic at %s" text))))

   ;; A changed setting.
   (let ((count (length (append (gethash buffer-file-name (lsp-diagnostics t)) nil))))
     (setq svc-lsp-rules '((route-prefix-trailing-slash . "off")))
     (lsp--set-configuration (lsp-configuration-section "svcLsp"))
     (wait-for "the finding to go"
               (lambda () (< (length (append (gethash buffer-file-name (lsp-diagnostics t)) nil)) count))))

   ;; Hover.
   (place-of "\"admin\"")
   (forward-char 2)
   (let ((hover (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
     (unless (string-match-p "ADMIN_URL" (lsp-get (lsp-get hover :contents) :value))
       (error "No variable in the hover")))

   ;; Completion replaces the whole slug.
   (place-of "nextsj")
   (forward-char 3)
   (let* ((answer (lsp-request "textDocument/completion" (lsp--text-document-position-params)))
          (items (append (if (hash-table-p answer) (lsp-get answer :items) answer) nil))
          (item (seq-find (lambda (it) (string-match-p "nextjs" (lsp-get it :label))) items)))
     (unless item (error "Completion does not offer nextjs"))
     (lsp--apply-text-edits (vector (lsp-get item :textEdit)))
     (expect-text "\"framework\": \"nextjs\"," "The slug was not replaced"))

   ;; A code action.
   (place-of "\"backend\"")
   (forward-char 1)
   (let ((action (wait-for
                  "the fix that adds a routePrefix"
                  (lambda ()
                    (seq-find (lambda (it) (string-match-p "routePrefix" (lsp-get it :title)))
                              (lsp-code-actions-at-point "quickfix"))))))
     (lsp-execute-code-action action)
     (expect-text "\"routePrefix\": \"/[a-z]+\"" "The fix was not applied"))

   (lsp-workspace-shutdown (car (lsp-workspaces)))

   ;; Source code, with what the page says to add.
   (with-temp-buffer
     (insert-file-contents (expand-file-name "editors/emacs/README.md" repository))
     (search-forward "lsp-mode also starts")
     (search-forward "```elisp")
     (eval (read (current-buffer)) t))
   (pcase-dolist (`(,extension . ,mode) '(("astro") ("go" . go-mode) ("js") ("jsx") ("py" . python-mode) ("rb" . ruby-mode)
                                          ("rs" . rust-mode) ("svelte") ("ts") ("tsx") ("vue")))
     (let ((buffer-file-name (expand-file-name (concat "code." extension) project))
           (major-mode mode))
       (unless (lsp--matching-clients? (gethash 'svc-lsp-code lsp-clients))
         (error "Files that end with .%s have no server" extension))))
   (visit-code project)
   (let ((lsp-auto-guess-root nil)) (lsp))   ; in the folder that was added
   (wait-for-server)
   (expect-hover
    (lambda ()
      (let ((hover (lsp-request "textDocument/hover" (lsp--text-document-position-params))))
        (and hover (lsp-get (lsp-get hover :contents) :value)))))
   (lsp-workspace-shutdown (car (lsp-workspaces)))))
(message "emacs, lsp-mode: passed")

;;; lsp-mode.el ends here
